import { posix } from 'node:path'

/** How a language writes a URL, and how it is read back: written here anew, so that the tool is not its own witness. */
export interface Language {
  write(url: string): string
  read(text: string): string
  /** What no URL of this language may hold unencoded, besides what a URL itself forbids. */
  encode: RegExp
}

const entities: Record<string, string> = { '&': '&amp;', '"': '&quot;', "'": '&#39;', '<': '&lt;' }
const html: Language = {
  encode: /[\s,"<>%?#]/g,
  write: (url) => url.replace(/[&"'<]/g, (character) => entities[character] ?? character),
  read: (text) =>
    text.replace(/&(?:amp|quot|lt|#(\d+)|#x([\da-f]+));/gi, (all, decimal, hex) =>
      decimal ? String.fromCodePoint(Number(decimal)) : hex ? String.fromCodePoint(parseInt(hex, 16)) : (named[all] ?? all),
    ),
}
const named: Record<string, string> = { '&amp;': '&', '&quot;': '"', '&lt;': '<' }
const css: Language = {
  encode: /[\s"'()\\<>%?#]/g,
  write: (url) => url,
  read: (text) =>
    text.replace(/\\([\da-f]{1,6})\s?|\\(.)/gi, (_, hex, other) => (hex ? String.fromCodePoint(parseInt(hex, 16)) : other)),
}
const cssInAttribute: Language = { ...css, write: (url) => html.write(css.write(url)), read: (text) => css.read(html.read(text)) }
const script: Language = {
  encode: /[%?#]/g,
  write: (url) => url.replace(/['\\]/g, (character) => `\\${character}`),
  read: (text) =>
    text.replace(/\\x([\da-f]{2})|\\u([\da-f]{4})|\\(.)/gi, (_, two, four, other) =>
      two || four ? String.fromCharCode(parseInt(two ?? four, 16)) : other,
    ),
}
const markdown: Language = {
  encode: /[\s()<>\\[\]*_"'&%?#]/g,
  write: (url) => url,
  read: (text) => html.read(text.replace(/\\([!-/:-@[-`{-~])/g, '$1')),
}
const yaml: Language = { encode: /[\s"'\\,[\]{}&%?#:]/g, write: (url) => url, read: (text) => text }

/** How a reference leads from its document to the asset. */
export type Form = 'relative' | 'dotted' | 'root' | 'alias' | 'rooted'

export interface Reference {
  language: Language
  form: Form
  /** Site path. */
  asset: string
  /** Query and fragment. */
  suffix: string
}

/** A document in pieces: texts that must not change, and references between them. */
export interface LargeDocument {
  path: string
  pieces: (string | Reference)[]
}

const ALIASES = [{ find: '@media', folder: 'media' }]
export const ALIAS_CONFIG = `resolve: { alias: { '@media': new URL('./media', import.meta.url).pathname } },`

/** A reference as its author wrote it. */
export function written({ language, form, asset, suffix }: Reference, document: string): string {
  const relative = posix.relative(posix.dirname(document), asset)
  const path = { relative, dotted: relative.startsWith('.') ? relative : `./${relative}`, root: `/${asset}`, rooted: asset }[
    form as 'relative'
  ]
  const encoded = (path ?? `@media/${asset.slice('media/'.length)}`).replace(
    language.encode,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
  return language.write(encoded + suffix)
}

export function textOf({ path, pieces }: LargeDocument): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : written(piece, path))).join('')
}

/** Where the references of a text lead that has the document's pieces; throws when anything but a reference changed. */
export function readBack(
  { pieces }: LargeDocument,
  text: string,
  path: string,
): { reference: Reference; leadsTo: string; suffix: string }[] {
  const found: { reference: Reference; leadsTo: string; suffix: string }[] = []
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    if (typeof piece === 'string') {
      if (!text.startsWith(piece, at)) throw new Error(`${path}: not "${piece}" but "${text.slice(at, at + piece.length + 40)}"`)
      at += piece.length
      continue
    }
    const next = pieces[index + 1]
    const end = typeof next === 'string' ? text.indexOf(next, at) : text.length
    const url = piece.language.read(text.slice(at, end))
    const cut = url.search(/[?#]/)
    const [plain, suffix] = cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut)]
    found.push({ reference: piece, leadsTo: resolved(decodeURIComponent(plain), piece.form, path), suffix })
    at = end
  }
  return found
}

function resolved(url: string, form: Form, document: string): string {
  const alias = ALIASES.find(({ find }) => url.startsWith(`${find}/`))
  if (alias) return alias.folder + url.slice(alias.find.length)
  if (form === 'rooted') return url
  return url.startsWith('/') ? url.slice(1) : posix.join(posix.dirname(document), url)
}

/** Names that are trouble somewhere, and plain ones. */
export function assetNames(count: number): string[] {
  const odd = ['a lake at dawn', 'no #1', '100% wool', "it's (2)", 'zürich-日本', 'R&D', 'a,b', 'UPPER', 'dots.in.name', 'q?']
  return Array.from({ length: count }, (_, index) => {
    const folder = ['', 'deep/', 'deep/er still/'][index % 3] ?? ''
    return `${folder}${odd[index % 40] ?? 'photo'}-${index}.${['jpg', 'png', 'webp', 'svg'][index % 4] ?? 'jpg'}`
  })
}

type Line = (pick: Pick) => (string | Reference)[]
type Pick = (language: Language, form: Form, suffix?: string) => Reference

const n = (): string => String(++serial)
let serial = 0

/** One of each: every line is a syntax, and its number keeps it apart from all others. */
const LINES: Record<string, Line[]> = {
  html: [
    (p) => [`<img alt="${n()}" src="`, p(html, 'relative', '?preset=hero&width=20#x'), `" data-n="${n()}">\r\n`],
    (p) => [`<img alt='${n()}' src='`, p(html, 'root'), `' data-n="${n()}">\r\n`],
    (p) => [`<img alt="" srcset="`, p(html, 'relative'), ` 1x, `, p(html, 'root', '?v=2'), ` 2x" data-n="${n()}">\r\n`],
    (p) => [
      `<a href="`,
      p(html, 'root', '#page=2'),
      `">${n()}</a><p style="color: red; background: url('`,
      p(cssInAttribute, 'relative'),
      `')">${n()}</p>\r\n`,
    ],
    (p) => [`<video poster="`, p(html, 'dotted'), `" data-n="${n()}"></video><!-- ../media/old/photo-1.jpg -->\r\n`],
    (p) => [`<style>.a${n()} { background: url("`, p(css, 'root'), `") }</style>\r\n`],
  ],
  md: [
    (p) => [`![${n()}](`, p(markdown, 'relative', '?preset=hero'), `) ${n()}\n\n`],
    (p) => [`![${n()}](`, p(markdown, 'root'), ` "Title ${n()}")\n\n`],
    (p) => [`<img alt="${n()}" src="`, p(html, 'relative'), `">\n\n`],
    (p) => {
      const label = n()
      return [
        `[![in](`,
        p(markdown, 'relative'),
        `)](`,
        p(markdown, 'root'),
        `) ![x][r${label}]\n\n[r${label}]: `,
        p(markdown, 'relative'),
        ` "T${n()}"\n\n`,
      ]
    },
    (p) => [`::media[${n()}]{src="`, p(html, 'relative'), `" viewer="zoom"}\n\n`],
  ],
  mdx: [
    (p) => [`import p${n()} from '`, p(script, 'dotted', '?preset=hero'), `'\n\n`],
    (p) => [`<img alt="${n()}" src="`, p(html, 'relative'), `" />\n\n`],
    (p) => [`<Card cover="`, p(html, 'dotted'), `" onClick={() => go(${n()})} />\n\n`],
  ],
  css: [
    (p) => [`.a${n()} { background: url('`, p(css, 'relative', '?preset=hero'), `') }\n`],
    (p) => [`.b${n()} { background: url(`, p(css, 'root'), `) }\n`],
    (p) => [`.c${n()} { mask: image-set("`, p(css, 'relative'), `" 1x, "`, p(css, 'root'), `" 2x) } /* ${n()} */\n`],
  ],
  scss: [
    (p) => [`// ../media/old/photo-3.svg ${n()}\n.d { &:hover { background: url("`, p(css, 'relative'), `") } } // ${n()}\n`],
  ],
  script: [
    (p) => [`import p${n()} from '`, p(script, 'dotted', '?preset=hero'), `'\n`],
    (p) => [`import q${n()} from '`, p(script, 'alias', '?preset=hero'), `'\n`],
    (p) => [`export const u${n()} = new URL('`, p(script, 'dotted'), `', import.meta.url)\n`],
    (p) => [`export const t${n()} = '`, p(script, 'root'), `' // ../media/old/photo-1.png\n`],
  ],
  jsx: [
    (p) => [`export const E${n()} = () => <img alt="" src="`, p(html, 'root', '?preset=hero&width=3'), `" />\n`],
    (p) => [`export const S${n()} = () => <img alt="" srcSet="`, p(html, 'root'), ` 1x, `, p(html, 'relative'), ` 2x" />\n`],
  ],
  sidecar: [
    (p) => [`fallback: `, p(yaml, 'rooted'), ` # ${n()}\r\nalt: media/old/photo-1.png is no path\r\n`],
    (p) => [`poster: "`, p(yaml, 'dotted'), `"   # ${n()}\r\n`],
    (p) => [`more${n()}: ['`, p(yaml, 'root'), `'] # kept\r\n`],
  ],
  set: [(p) => [`  - `, p(yaml, 'relative'), ` # ${n()}\n`], (p) => [`  - file: '`, p(yaml, 'root'), `'\n    caption: ${n()}\n`]],
}

/** Documents in every syntax with at least `least` references to the assets, taken in turn. */
export function largeDocuments(assets: readonly string[], least: number): LargeDocument[] {
  serial = 0
  const made: Reference[] = []
  const pick: Pick = (language, form, suffix = '') => {
    const reference = { language, form, suffix, asset: assets[made.length % assets.length] ?? '' }
    made.push(reference)
    return reference
  }
  const documents: LargeDocument[] = []
  const add = (path: string, kinds: readonly string[], head = '', tail = ''): void => {
    const lines = kinds.flatMap((kind) => LINES[kind] ?? []).map((line) => line(pick))
    documents.push({ path, pieces: joined([head, ...lines.flat(), tail]) })
  }
  for (let round = 0; made.length < least; round++) {
    add(`pages/p${round}.html`, ['html', 'html'], `${round % 2 ? '\ufeff' : ''}<!doctype html>\r\n<title>${round}</title>\r\n`)
    add(`p${round}.html`, ['html'], '<!doctype html>\r\n')
    add(`content/c${round}.md`, ['md', 'md'], round % 2 ? '\ufeff' : '')
    documents.push({
      path: `content/f${round}.md`,
      pieces: [
        `---\ntitle: F\nimage: `,
        pick(yaml, 'dotted'),
        ` # cover ${n()}\nlist: ["`,
        pick(yaml, 'root'),
        `"]\n---\n\nText ${n()}\n`,
      ],
    })
    add(`content/x${round}.mdx`, ['mdx'])
    add(`styles/s${round}.css`, ['css', 'css'])
    add(`styles/s${round}.scss`, ['scss', 'css'])
    add(`src/m${round}.js`, ['script'])
    add(`src/deep/m${round}.ts`, ['script'], '', 'export type T = string\n')
    add(`src/e${round}.jsx`, ['script', 'jsx'])
    add(`src/e${round}.tsx`, ['jsx'])
    add(`src/v${round}.vue`, [], '')
    const vue = documents.at(-1)
    vue?.pieces.push(
      `<template><img alt="" src="`,
      pick(html, 'relative'),
      `"></template>\n<style>.x { background: url(`,
      pick(css, 'relative'),
      `) }</style>\n`,
    )
    documents.push({
      path: `src/g${round}.svelte`,
      pieces: [`<script>import a from '`, pick(script, 'dotted'), `'</script>\n<img alt="" src="`, pick(html, 'root'), `">\n`],
    })
    documents.push({
      path: `src/h${round}.astro`,
      pieces: [
        `---\nimport a from '`,
        pick(script, 'dotted', '?preset=hero'),
        `'\n---\n<img alt="" src="`,
        pick(html, 'root'),
        `">\n`,
      ],
    })
    add(`elsewhere/e${round}.jpg.media.yaml`, ['sidecar'])
    add(`sets/s${round}.set.yaml`, ['set', 'set', 'set'], `${round % 2 ? '\ufeff' : ''}# A set\nfiles:\n`)
  }
  return documents
}

/** Texts side by side are one text. */
function joined(pieces: readonly (string | Reference)[]): (string | Reference)[] {
  const out: (string | Reference)[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') out[out.length - 1] = last + piece
    else if (piece !== '') out.push(piece)
  }
  return out
}
