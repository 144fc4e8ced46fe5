import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'

/** What a reader of Markdown gets to see: all text, what is code, raw HTML, and the rows of tables. */
export function remark(markdown: string): { text: string; code: string[]; html: string[]; table: string[][] } {
  const tree = unified().use(remarkParse).use(remarkGfm).parse(markdown)
  const seen = { text: '', code: [] as string[], html: [] as string[], table: [] as string[][] }
  visit(tree, (node) => {
    if (node.type === 'text' || node.type === 'inlineCode') seen.text += node.value
    if (node.type === 'inlineCode') seen.code.push(node.value)
    if (node.type === 'html') seen.html.push(node.value)
    if (node.type === 'tableRow') seen.table.push(node.children.map((cell) => textOf(cell)))
  })
  return seen
}

function textOf(node: object): string {
  if ('value' in node && typeof node.value === 'string') return node.value
  return 'children' in node && Array.isArray(node.children) ? node.children.map((child: object) => textOf(child)).join('') : ''
}
