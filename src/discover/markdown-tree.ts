import type { Nodes, Root } from 'mdast'
import remarkDirective from 'remark-directive'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified, type Processor } from 'unified'
import type { Range } from '../types.js'

/** A document as a tree, with the ranges the tree itself does not keep. */
export interface MarkdownTree {
  root: Root
  /** Range of the destination of a link, image or definition, without angle brackets. */
  destination(node: Nodes): Range | undefined
  /** Range of the value of an attribute of a directive, without quotes; the last one counts. */
  attribute(directive: Range, name: string): Range | undefined
}

/** The parts of a micromark token and compile context that are of use here. */
interface Token {
  start: { offset: number }
  end: { offset: number }
}
interface Compiler {
  stack: Nodes[]
  sliceSerialize(token: Token): string
}
type Handlers = Record<string, (this: Compiler, token: Token) => void>

/** Parses Markdown with GFM, front matter and directives. Nothing in it is run. */
export function parseMarkdown(text: string): MarkdownTree {
  // The parser drops a byte order mark and counts from behind it.
  const shift = text.startsWith('\ufeff') ? 1 : 0
  const destinations = new Map<Nodes, Range>()
  const attributes: { name: string; range: Range }[] = []
  let name = ''
  const rangeOf = (token: Token, inset: number): Range => ({
    start: token.start.offset + shift + inset,
    end: token.end.offset + shift - inset,
  })
  const noteDestination = (inset: number): Handlers[string] =>
    function (token) {
      const node = this.stack.at(-1)
      if (node) destinations.set(node, rangeOf(token, inset))
    }
  const enter: Handlers = {
    resourceDestinationRaw: noteDestination(0),
    resourceDestinationLiteral: noteDestination(1),
    definitionDestinationRaw: noteDestination(0),
    definitionDestinationLiteral: noteDestination(1),
  }
  for (const kind of ['Text', 'Leaf', 'Container']) {
    enter[`directive${kind}AttributeName`] = function (token) {
      name = this.sliceSerialize(token).toLowerCase()
    }
    enter[`directive${kind}AttributeValue`] = (token) => attributes.push({ name, range: rangeOf(token, 0) })
  }
  const root = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkFrontmatter)
    .use(remarkDirective)
    .use(withHandlers, enter)
    .parse(text)
  return {
    root,
    destination: (node) => destinations.get(node),
    attribute: ({ start, end }, wanted) =>
      attributes.findLast(({ name: given, range }) => given === wanted && range.start >= start && range.end <= end)?.range,
  }
}

function withHandlers(this: Processor, enter: Handlers): void {
  const data = this.data() as { fromMarkdownExtensions?: unknown[] }
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), { enter }]
}

/** Range of a node in the text. */
export function rangeOfNode(node: Nodes, text: string): Range {
  const shift = text.startsWith('\ufeff') ? 1 : 0
  return { start: (node.position?.start.offset ?? 0) + shift, end: (node.position?.end.offset ?? 0) + shift }
}
