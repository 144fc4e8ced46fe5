import type { Nodes, RootContent } from 'mdast'
import { isSafeLink } from '../base/is-safe-link.js'
import type { TextNode } from '../types.js'

/** What a dialog shows, and what of its Markdown cannot be shown there. */
export interface HotspotContent {
  nodes: TextNode[]
  left: string[]
}

/**
 * Markdown (CommonMark, GFM) as elements that may stand wherever a picture may, in a paragraph, too: blocks become `<span>`
 * with the role of what they are. Raw HTML, pictures, footnotes and addresses that could run a script are left out, so
 * nothing in it can do more than be read and lead somewhere. Loads the parser the first time.
 */
export async function hotspotContent(markdown: string): Promise<HotspotContent> {
  const [{ unified }, { default: remarkParse }, { default: remarkGfm }] = await Promise.all([
    import('unified'),
    import('remark-parse'),
    import('remark-gfm'),
  ])
  const left = new Set<string>()
  const root = unified().use(remarkParse).use(remarkGfm).parse(markdown)
  const nodes = contentOf(root, left)
  return { nodes, left: [...left] }
}

function contentOf(node: Nodes, left: Set<string>): TextNode[] {
  return 'children' in node ? (node.children as RootContent[]).flatMap((child) => convert(child, left)) : []
}

function convert(node: RootContent, left: Set<string>): TextNode[] {
  const inside = (): TextNode[] => contentOf(node, left)
  const block = (kind: string, role?: string, more: Attributes = []): TextNode[] => [
    element('span', [['data-block', kind], ...(role === undefined ? [] : [['role', role] as const]), ...more], inside()),
  ]
  switch (node.type) {
    case 'text':
      return [node.value]
    case 'emphasis':
      return [element('em', [], inside())]
    case 'strong':
      return [element('strong', [], inside())]
    case 'delete':
      return [element('del', [], inside())]
    case 'inlineCode':
      return [element('code', [], [node.value])]
    case 'break':
      return [element('br', [], [])]
    case 'link':
      return isSafeLink(node.url) ? [element('a', [['href', node.url]], inside())] : leave(`the address of a link`, inside())
    case 'paragraph':
      return block('paragraph')
    case 'heading':
      // Below the heading of the dialog itself.
      return block('heading', 'heading', [['aria-level', String(Math.min(6, node.depth + 2))]])
    case 'list':
      return block(node.ordered ? 'numbers' : 'list', 'list')
    case 'listItem':
      return block('item', 'listitem')
    case 'blockquote':
      return block('quote', 'blockquote')
    case 'code':
      return [element('code', [['data-block', 'code']], [node.value])]
    case 'table':
      return block('table', 'table')
    case 'tableRow':
      return block('row', 'row')
    case 'tableCell':
      return block('cell', 'cell')
    case 'thematicBreak':
      return [
        element(
          'span',
          [
            ['data-block', 'rule'],
            ['role', 'separator'],
          ],
          [],
        ),
      ]
    case 'html':
      return leave('raw HTML')
    case 'image':
    case 'imageReference':
      return leave('a picture', [node.alt ?? ''])
    default:
      return leave(`a part of the kind "${node.type}"`, inside())
  }

  function leave(what: string, rest: TextNode[] = []): TextNode[] {
    left.add(what)
    return rest
  }
}

type Attributes = readonly (readonly [name: string, value: string])[]

function element(tag: string, attributes: Attributes, children: TextNode[]): TextNode {
  return { tag, attributes, children }
}
