/// <reference types="remark-directive" />
import type { Nodes, Paragraph, Parent, PhrasingContent, Root, RootContent, Text } from 'mdast'
import type { Transformer } from 'unified'

type Directive = Extract<RootContent, { type: 'textDirective' | 'leafDirective' | 'containerDirective' }>
type InlineDirective = Exclude<Directive, { type: 'containerDirective' }>

/**
 * Gives every directive that nobody answered back as the text it was: `a:b` in a sentence is a directive to the
 * parser, and remark-rehype would turn it into an empty `<div>`.
 */
export function literalDirectives(): Transformer<Root, Root> {
  return (tree, vfile) => restoreIn(tree, String(vfile.value))
}

function restoreIn(parent: Parent, source: string): void {
  parent.children = parent.children.flatMap((node) => {
    if ('children' in node) restoreIn(node, source)
    // Answered directives of other plugins carry the element they stand for.
    if (node.data && 'hName' in node.data) return [node]
    if (node.type === 'textDirective') return inline(node, source)
    if (node.type === 'leafDirective') return [paragraph(inline(node, source))]
    return node.type === 'containerDirective' ? block(node, source) : [node]
  })
}

/** `:name[`, the label's own nodes, `]{attributes}`. */
function inline(node: InlineDirective, source: string): PhrasingContent[] {
  const [start, end] = rangeOf(node)
  const [first, last] = [node.children[0], node.children.at(-1)]
  if (!first || !last) return [text(source.slice(start, end))]
  return [text(source.slice(start, rangeOf(first)[0])), ...node.children, text(source.slice(rangeOf(last)[1], end))]
}

/** The opening line, the content, and the closing line if there is one. */
function block(node: Extract<Directive, { type: 'containerDirective' }>, source: string): RootContent[] {
  const [start, end] = rangeOf(node)
  const lines = source.slice(start, end).split(/\r?\n/)
  const closing = lines.length > 1 ? /:{3,}[ \t]*$/.exec(lines.at(-1) ?? '')?.[0] : undefined
  const content = node.children.filter((child) => !(child.type === 'paragraph' && child.data?.directiveLabel))
  return [paragraph([text(lines[0] ?? '')]), ...content, ...(closing ? [paragraph([text(closing.trim())])] : [])]
}

function rangeOf(node: Nodes): [number, number] {
  return [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0]
}

function text(value: string): Text {
  return { type: 'text', value }
}

function paragraph(children: PhrasingContent[]): Paragraph {
  return { type: 'paragraph', children }
}
