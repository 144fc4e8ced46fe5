import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { fromSitePath, rootUrlOf } from '../base/site-path.js'
import type { Config } from '../config/types.js'
import { formatProblem } from '../errors.js'
import { isMediaPath } from '../discover/media-extensions.js'
import { localUrl } from '../discover/local-url.js'
import { splitUrl } from '../discover/query.js'
import type { Place, Problem } from '../types.js'
import { recallDocument } from './answer.js'
import { frontMatterScript } from './front-matter-script.js'
import { problemsOf, rewriteHtml } from './html.js'
import { sitePathOf, type Context } from './context.js'
import { markdownAnswerer, pageWish } from './markdown-answerer.js'

/** Output path of each Markdown page (`blog/a.html`) → site path of its source. */
export type PageTable = ReadonlyMap<string, string>

/** Lists the Markdown pages of a site, with those that would be the same page. Loads nothing when there are none. */
export async function listPages(root: string, config: Config): Promise<{ pages: PageTable; problems: Problem[] }> {
  if (!config.pages) return { pages: new Map(), problems: [] }
  const [{ default: glob }, { pagePathsOf }] = await Promise.all([import('fast-glob'), import('../pages/page-paths.js')])
  const files = await glob([...config.pages.include], { cwd: root, ignore: [...config.ignore] })
  const { paths, problems } = pagePathsOf(files.sort(), config.pages)
  return { pages: new Map([...paths].map(([file, path]) => [path, file])), problems }
}

/** Markdown pages: each is an HTML page of the site, and a module with its HTML and front matter. */
export function pagesPlugin(context: Context): Plugin {
  return {
    name: 'renditions:pages',
    enforce: 'pre',
    resolveId: {
      filter: { id: /\.html$/ },
      handler: (source) => (sourceOf(context, source) === undefined ? null : source),
    },
    load: {
      filter: { id: /\.(?:html|md|markdown)$/ },
      async handler(id) {
        const page = sourceOf(context, id)
        if (page !== undefined) {
          this.addWatchFile(fromSitePath(context.vite.root, page))
          return writePage(context, page)
        }
        const file = sitePathOf(context, id)
        if (file === undefined || !(await isSource(context, file))) return null
        const { html, frontmatter } = await readPage(context, file)
        const code = `export const html = ${context.slots.toScript(html)}\nexport const frontmatter = ${await frontMatterScript(context, file, frontmatter)}\nexport default html\n`
        return { code, map: null, moduleType: 'js' }
      },
    },
  }
}

/** Dev: answers the address of a Markdown page, with or without `.html`, and of `index`. */
export async function answerPage(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  if (!context.config.pages || !context.server) return false
  const { pages, problems } = await listPages(context.vite.root, context.config)
  for (const problem of problems) context.vite.logger.warnOnce(formatProblem(problem))
  const path = decodePath(url.pathname)
  const output = [path, `${path}.html`, `${path}index.html`, `${path}/index.html`].find((candidate) =>
    pages.has(candidate.replace(/^\//, '')),
  )
  const source = output === undefined ? undefined : pages.get(output.replace(/^\//, ''))
  if (output === undefined || source === undefined) return false
  context.pages = pages
  const html = await context.server.transformIndexHtml(
    `/${output.replace(/^\//, '')}`,
    await writePage(context, source),
    request.originalUrl,
  )
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Cache-Control', 'no-cache')
  response.end(html)
  return true
}

/** A whole page: the article through the layout, with the scripts its viewers need. */
async function writePage(context: Context, file: string): Promise<string> {
  const { fillLayout, DEFAULT_LAYOUT } = await import('../pages/layout.js')
  const { layout } = context.config.pages ?? {}
  const template = layout ? await readFile(fromSitePath(context.vite.root, layout), 'utf8') : DEFAULT_LAYOUT
  const { html, frontmatter, title } = await readPage(context, file)
  const { site } = await context.open()
  const find: FindAsset = (url, from) => {
    const located = site.parts.locate(url, from)
    return 'path' in located ? located.path : undefined
  }
  return fillLayout(template, { content: html, frontmatter: fromRoot(frontmatter, file, find) as Record<string, unknown>, title })
}

/** Front matter for a layout, where a path relative to the Markdown file would mean another one: media paths from the root. */
function fromRoot(value: unknown, file: string, find: FindAsset): unknown {
  if (Array.isArray(value)) return value.map((item) => fromRoot(item, file, find))
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fromRoot(inner, file, find)]))
  const url = typeof value === 'string' ? localUrl(value) : undefined
  if (url === undefined || url.startsWith('/') || !isMediaPath(splitUrl(url).path)) return value
  const path = find(url, file)
  if (path !== undefined) return rootUrlOf(path) + url.slice(splitUrl(url).path.length)
  return url.startsWith('.') ? `/${posix.join(posix.dirname(file), url)}` : value
}

type FindAsset = (url: string, from: string) => string | undefined

interface MarkdownPage {
  html: string
  frontmatter: Record<string, unknown>
  title: string
}

async function readPage(context: Context, file: string): Promise<MarkdownPage> {
  const open = await context.open()
  const text = await readFile(fromSitePath(context.vite.root, file), 'utf8')
  const known = recallDocument(context, open, `markdown ${file}`, text)
  if (known) {
    context.viewersOfPages.set(file, new Set(known.viewers))
    return JSON.parse(known.text) as MarkdownPage
  }
  const { renderMarkdown } = await import('../pages/render-page.js')
  const viewers = new Set<string>()
  const page = await renderMarkdown(text, file, markdownAnswerer(context, viewers))
  const linked = await rewriteHtml(context, page.html, file, {
    isFragment: true,
    page: pageWish(page.frontmatter),
    placeOf: await placesIn(text, file),
  })
  const all = new Set([...viewers, ...linked.viewers])
  context.viewersOfPages.set(file, all)
  const made: MarkdownPage = { html: linked.text, frontmatter: page.frontmatter, title: page.title }
  open.memo?.remember(`markdown ${file}`, text, {
    text: JSON.stringify(made),
    viewers: [...all],
    problems: problemsOf(open, [file]),
  })
  return made
}

/** Where a URL stands in the Markdown, for what is only found in the finished HTML: links to media. */
async function placesIn(text: string, file: string): Promise<(url: string) => Place | undefined> {
  const { discoverMarkdown } = await import('../discover/markdown.js')
  let places: Map<string, Place> | undefined
  return (url) => {
    places ??= new Map(
      discoverMarkdown(text, file, { everything: true }).references.map((reference) => [
        decodeURI(reference.url),
        reference.place,
      ]),
    )
    return places.get(decodeURI(url))
  }
}

async function isSource(context: Context, file: string): Promise<boolean> {
  if (!context.config.pages) return false
  context.pages ??= (await listPages(context.vite.root, context.config)).pages
  return [...context.pages.values()].includes(file)
}

function sourceOf(context: Context, id: string): string | undefined {
  const output = sitePathOf(context, id)
  return output === undefined ? undefined : context.pages?.get(output)
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
