import type { Nodes, RootContent } from 'mdast'
import type { DefaultTreeAdapterTypes } from 'parse5'
import { isSafeLink } from '../../../base/is-safe-link.js'
import type { TextNode } from '../../../types.js'

type Attribute = readonly [name: string, value: string]

/** Elements of a transcript, and what stands for others: their content. */
const KEPT: ReadonlySet<string> = new Set(
  (
    'p ul ol li dl dt dd blockquote pre code em strong b i u s del ins sub sup small mark abbr cite q dfn kbd samp var time span bdi bdo ' +
    'ruby rt rp br hr a table thead tbody tfoot tr th td caption h1 h2 h3 h4 h5 h6 div section'
  ).split(' '),
)

/** Elements whose content is no text to be read here. */
const DROPPED: ReadonlySet<string> = new Set(
  'head script style template noscript iframe object embed svg math audio video canvas form select textarea button'.split(' '),
)

const GLOBAL_ATTRIBUTES: readonly string[] = ['lang', 'dir', 'title']

/** Headings stand below those of the page. */
const HIGHEST_HEADING = 3

/** HTML as elements that can do nothing but be read and lead somewhere. Loads the parser the first time. */
export async function writtenInHtml(html: string): Promise<TextNode[]> {
  const { parse } = await import('parse5')
  const nodes: TextNode[] = parse(html).childNodes.flatMap(fromHtml)
  return nodes
}

function fromHtml(node: DefaultTreeAdapterTypes.ChildNode): TextNode[] {
  if (node.nodeName === '#text') return 'value' in node ? [node.value] : []
  if (!('tagName' in node) || DROPPED.has(node.tagName)) return []
  const children = node.childNodes.flatMap(fromHtml)
  if (!KEPT.has(node.tagName)) return children
  const attributes = node.attrs.flatMap(({ name, value }): Attribute[] => {
    const isKept =
      GLOBAL_ATTRIBUTES.includes(name) ||
      (node.tagName === 'a' && name === 'href' && leadsFromAnywhere(value)) ||
      (node.tagName === 'time' && name === 'datetime')
    return isKept ? [[name, value]] : []
  })
  return [{ tag: below(node.tagName), attributes, children }]
}

/** Markdown (CommonMark, GFM) the same way; raw HTML and pictures are left out. Loads the parser the first time. */
export async function writtenInMarkdown(markdown: string): Promise<TextNode[]> {
  const [{ unified }, { default: remarkParse }, { default: remarkGfm }] = await Promise.all([
    import('unified'),
    import('remark-parse'),
    import('remark-gfm'),
  ])
  return childrenOf(unified().use(remarkParse).use(remarkGfm).parse(markdown))
}

function childrenOf(node: Nodes): TextNode[] {
  return 'children' in node ? (node.children as RootContent[]).flatMap(fromMarkdown) : []
}

const TAGS: Readonly<Partial<Record<RootContent['type'], string>>> = {
  paragraph: 'p',
  blockquote: 'blockquote',
  listItem: 'li',
  emphasis: 'em',
  strong: 'strong',
  delete: 'del',
  table: 'table',
  tableRow: 'tr',
  tableCell: 'td',
}

function fromMarkdown(node: RootContent): TextNode[] {
  const tag = TAGS[node.type]
  if (tag !== undefined) return [{ tag, attributes: [], children: childrenOf(node) }]
  switch (node.type) {
    case 'text':
      return [node.value]
    case 'inlineCode':
      return [{ tag: 'code', attributes: [], children: [node.value] }]
    case 'code':
      return [{ tag: 'pre', attributes: [], children: [node.value] }]
    case 'break':
      return [{ tag: 'br', attributes: [], children: [] }]
    case 'thematicBreak':
      return [{ tag: 'hr', attributes: [], children: [] }]
    case 'heading':
      return [{ tag: below(`h${node.depth}`), attributes: [], children: childrenOf(node) }]
    case 'list':
      return [{ tag: node.ordered ? 'ol' : 'ul', attributes: [], children: childrenOf(node) }]
    case 'link':
      return leadsFromAnywhere(node.url)
        ? [{ tag: 'a', attributes: [['href', node.url]], children: childrenOf(node) }]
        : childrenOf(node)
    case 'html':
    case 'image':
    case 'imageReference':
    case 'definition':
    case 'footnoteDefinition':
      return []
    default:
      return childrenOf(node)
  }
}

/** The text stands in other pages than where it was written, from which a relative link leads nowhere. */
function leadsFromAnywhere(link: string): boolean {
  return isSafeLink(link) && /^(?:[/#]|[a-z][a-z\d+.-]*:)/i.test(link.trim())
}

function below(tag: string): string {
  const level = /^h([1-6])$/.exec(tag)?.[1]
  return level === undefined ? tag : `h${Math.max(HIGHEST_HEADING, Number(level))}`
}
