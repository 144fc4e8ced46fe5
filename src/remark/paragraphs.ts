import type { Paragraph, PhrasingContent, RootContent } from 'mdast'
import type { MarkdownAnswer } from './answerer.js'
import { markupToMdast } from './to-hast.js'

/** The field of `data` that says how an answered node gets on with a paragraph around it. */
const FIELD = 'renditionParagraph'

/** `alone`: it needs none when nothing else is in it. `ends`: it may stand in none. */
type Mark = 'alone' | 'ends'

export function answerToMdast(answer: MarkdownAnswer, position: RootContent['position']): RootContent[] {
  const answered = markupToMdast(answer.nodes, position)
  const mark: Mark | undefined = answer.endsParagraph ? 'ends' : answer.isBlock ? 'alone' : undefined
  if (mark) for (const node of answered) node.data = Object.assign({}, node.data, { [FIELD]: mark })
  return answered
}

/**
 * What a paragraph is after its references were answered: where it held nothing but viewers that may stand alone, those.
 * Where it holds one that ends a paragraph, what is before and after it, each in a paragraph of its own.
 */
export function withoutParagraph(node: Paragraph): RootContent[] {
  const content = node.children.filter((child) => markOf(child) !== undefined || !isBlank(child))
  if (content.length > 0 && content.every((child) => markOf(child) !== undefined)) return content
  if (!content.some((child) => markOf(child) === 'ends')) return [node]
  const parts: RootContent[] = []
  let line: PhrasingContent[] = []
  const endLine = (): void => {
    if (!line.every(isBlank)) parts.push({ ...node, children: line })
    line = []
  }
  for (const child of node.children) {
    if (markOf(child) !== 'ends') {
      line.push(child)
      continue
    }
    endLine()
    parts.push(child)
  }
  endLine()
  return parts
}

function isBlank(node: RootContent): boolean {
  return node.type === 'break' || (node.type === 'text' && node.value.trim() === '')
}

function markOf(node: RootContent): Mark | undefined {
  return (node.data as Record<string, Mark> | undefined)?.[FIELD]
}
