import { isPattern } from '../base/pattern.js'
import type { Definition, Html, Image, Link, Nodes, Yaml } from 'mdast'
import type { ContainerDirective, LeafDirective, TextDirective } from 'mdast-util-directive'
import { extensionOf } from '../base/site-path.js'
import type { Problem, Range, Reference, Wish } from '../types.js'
import { hostOf, inOrder, type Discovered, type DiscoverOptions } from './discovered.js'
import { frontMatterReferences } from './front-matter.js'
import { discoverHtml } from './html.js'
import { readUrl } from './local-url.js'
import { parseMarkdown, rangeOfNode, type MarkdownTree } from './markdown-tree.js'
import { mergeWishes, NO_WISH, wishOfDirective } from './query.js'
import { discoverScript } from './script.js'

interface Reader {
  text: string
  file: string
  everything: boolean
  tree: MarkdownTree
  place(offset: number): Reference['place']
  /** Identifiers of definitions that an image uses. */
  pictured: ReadonlySet<string>
  problems: Problem[]
}

/** What surrounds a node: a link, or a `:::media-set` that asks for all its pictures. */
interface Context {
  insideLink: boolean
  set: Wish | undefined
}

type Directive = ContainerDirective | LeafDirective | TextDirective

/**
 * Finds what a Markdown document asks for: images and links to media, their definitions (each once, wherever it is used),
 * raw HTML, `:media`, `::media` and `:::media-set` directives, and fields of YAML front matter. Code is never looked into,
 * front matter in other languages (`---js`) is plain text. This module loads the Markdown parser (0.1 s): import it only when
 * there is Markdown to read.
 */
export function discoverMarkdown(text: string, file: string, options: DiscoverOptions = {}): Discovered {
  const { everything = false } = options
  const tree = parseMarkdown(text)
  const { place } = hostOf(text, file)
  const nodes = [...nodesOf(tree.root)]
  const pictured = new Set(nodes.flatMap(({ node }) => (node.type === 'imageReference' ? [node.identifier] : [])))
  const reader: Reader = { text, file, everything, tree, place, pictured, problems: [] }
  const references = nodes.flatMap(({ node, context }) => referencesOf(reader, node, context))
  const html = discoverHtml(
    onlyHtml(
      text,
      nodes.map(({ node }) => node),
    ),
    file,
    { everything, fragment: true },
  )
  const found = [...references, ...html.references]
  const modules = everything && extensionOf(file) === 'mdx' ? moduleReferences(reader, found) : []
  return { references: inOrder([...found, ...modules]), problems: [...reader.problems, ...html.problems] }
}

/**
 * What MDX has besides Markdown, which reads it as prose or as raw HTML: `import` and `export` at the start of a
 * paragraph, and elements whose attributes HTML does not allow. Nothing that Markdown found already.
 */
function moduleReferences({ text, file, place, tree }: Reader, known: readonly Reference[]): Reference[] {
  const blocks = tree.root.children.flatMap((node) => {
    const { start, end } = rangeOfNode(node, text)
    const source = text.slice(start, end)
    const isCode = node.type === 'html' || (node.type === 'paragraph' && /^(?:import|export)\b|^</.test(source))
    return isCode ? [{ source, host: { at: (offset: number) => start + offset, place } }] : []
  })
  const found = blocks.flatMap(({ source, host }) => discoverScript(source, file, { jsx: true, host }).references)
  return found.filter(({ urlRange: { start, end } }) =>
    known.every(({ urlRange: other }) => end <= other.start || other.end <= start),
  )
}

function* nodesOf(root: Nodes): Generator<{ node: Nodes; context: Context }> {
  const open: { node: Nodes; context: Context }[] = [{ node: root, context: { insideLink: false, set: undefined } }]
  for (let entry = open.pop(); entry; entry = open.pop()) {
    yield entry
    const { node } = entry
    if (!('children' in node)) continue
    const context = contextWithin(node, entry.context)
    for (const child of node.children.toReversed()) open.push({ node: child, context })
  }
}

function contextWithin(node: Nodes, context: Context): Context {
  if (node.type === 'link' || node.type === 'linkReference') return { ...context, insideLink: true }
  if (node.type !== 'containerDirective' || node.name !== 'media-set') return context
  const { wish, explicit } = wishOfDirective(node.attributes ?? {})
  return explicit ? { ...context, set: mergeWishes(context.set ?? NO_WISH, wish) } : context
}

function referencesOf(reader: Reader, node: Nodes, context: Context): Reference[] {
  switch (node.type) {
    case 'image':
      return present(imageReference(reader, node, context))
    case 'link':
      return present(linkReference(reader, node, 'link'))
    case 'definition':
      return present(linkReference(reader, node, reader.pictured.has(node.identifier) ? 'address' : 'link'))
    case 'yaml':
      return yamlReferences(reader, node)
    case 'textDirective':
    case 'leafDirective':
    case 'containerDirective':
      return node.name === 'media'
        ? [...present(directiveReference(reader, node, context)), ...posterReferences(reader, node)]
        : []
    default:
      return []
  }
}

function imageReference(reader: Reader, node: Image, { insideLink, set }: Context): Reference | undefined {
  const reference = destinationReference(reader, node, 'picture')
  if (!reference || reference.role !== 'picture') return reference
  const attributes: [string, string][] = [['alt', node.alt ?? '']]
  if (node.title) attributes.push(['title', node.title])
  return {
    ...reference,
    range: rangeOfNode(node, reader.text),
    attributes,
    insideLink,
    ...(set && { wish: mergeWishes(set, reference.wish), explicit: true }),
  }
}

/** A link to media, or a definition: only the address is replaced, a fragment stays. */
function linkReference(reader: Reader, node: Link | Definition, role: 'link' | 'address'): Reference | undefined {
  const reference = destinationReference(reader, node, role)
  if (!reference) return undefined
  const { start, end } = reference.urlRange
  const raw = reader.text.slice(start, end)
  const hash = raw === node.url ? raw.indexOf('#') : -1
  return hash === -1 ? reference : { ...reference, range: { start, end: start + hash } }
}

function destinationReference(
  reader: Reader,
  node: Image | Link | Definition,
  role: 'picture' | 'link' | 'address',
): Reference | undefined {
  const urlRange = reader.tree.destination(node)
  return urlRange && referenceAt(reader, node.url, urlRange, role)
}

function referenceAt(
  reader: Reader,
  url: string,
  urlRange: Range,
  role: Reference['role'],
  asked = false,
): Reference | undefined {
  const read = readUrl(url, asked)
  if (!read || (read.vite && !reader.everything)) return undefined
  return {
    role: read.vite ? 'address' : role,
    place: reader.place(urlRange.start),
    url: read.url,
    urlRange,
    range: urlRange,
    wish: read.wish,
    escape: 'markdown',
    explicit: read.explicit,
    ...((read.explicit || asked) && isPattern(read.path) && { glob: true as const }),
  }
}

function directiveReference(reader: Reader, node: Directive, { insideLink, set }: Context): Reference | undefined {
  const range = rangeOfNode(node, reader.text)
  const urlRange = reader.tree.attribute(range, 'src')
  const { src, wish, attributes } = wishOfDirective(node.attributes ?? {})
  if (src === undefined || !urlRange) return undefined
  const reference = referenceAt(reader, src, urlRange, 'viewer', true)
  if (!reference || reference.role !== 'viewer') return reference
  const label = textOf(node)
  const named = label === '' ? attributes : [['alt', label] as const, ...attributes.filter(([name]) => name !== 'alt')]
  return {
    ...reference,
    range,
    wish: set ? mergeWishes(set, wish) : wish,
    attributes: named,
    insideLink,
    escape: 'html-attribute',
    explicit: true,
  }
}

/** The picture that stands for a film: it is answered with the film, so only moves and the like look for it. */
function posterReferences(reader: Reader, node: Directive): Reference[] {
  const range = reader.everything ? reader.tree.attribute(rangeOfNode(node, reader.text), 'poster') : undefined
  const reference = range && referenceAt(reader, node.attributes?.['poster'] ?? '', range, 'address')
  return reference ? [{ ...reference, wish: NO_WISH, explicit: false, escape: 'html-attribute' }] : []
}

function yamlReferences(reader: Reader, node: Yaml): Reference[] {
  const { start, end } = rangeOfNode(node, reader.text)
  const fence = /^.*(?:\r\n|\r|\n)/.exec(reader.text.slice(start, end))?.[0] ?? ''
  const offset = start + fence.length
  const { references, problems } = frontMatterReferences(node.value, { at: (inner) => inner + offset, place: reader.place })
  reader.problems.push(...problems)
  return references
}

/** The document with spaces for everything but raw HTML, so that one parser sees all of it, at the same offsets. */
function onlyHtml(text: string, nodes: readonly Nodes[]): string {
  const pieces: string[] = []
  let at = 0
  for (const node of nodes) {
    if (node.type !== 'html') continue
    const { start, end } = rangeOfNode(node, text)
    pieces.push(blank(text.slice(at, start)), withoutPrefixes(text.slice(start, end), node))
    at = end
  }
  return pieces.length === 0 ? '' : pieces.join('') + blank(text.slice(at))
}

/** In a quote or a list every line after the first begins with marks of Markdown's, which are no HTML. */
function withoutPrefixes(source: string, node: Html): string {
  const lines = source.split(/(\r\n|\r|\n)/)
  const values = node.value.split(/\r\n|\r|\n/)
  if (lines.length !== values.length * 2 - 1) return blank(source)
  const cleaned = lines.map((line, index) => {
    // A tab may be half mark, half content, so white space at the start proves nothing.
    const value = values[index / 2]?.trimStart()
    if (index % 2 === 1 || value === undefined) return line
    return line.endsWith(value) ? ' '.repeat(line.length - value.length) + value : undefined
  })
  return cleaned.includes(undefined) ? blank(source) : cleaned.join('')
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ')
}

/** Plain text of a directive's label. */
function textOf(node: Nodes): string {
  if ('value' in node) return node.value
  if (node.type === 'containerDirective') {
    const [first] = node.children
    return first && first.data && 'directiveLabel' in first.data ? textOf(first) : ''
  }
  if ('alt' in node) return node.alt ?? ''
  return 'children' in node ? node.children.map((child) => textOf(child)).join('') : ''
}

function present(reference: Reference | undefined): Reference[] {
  return reference ? [reference] : []
}
