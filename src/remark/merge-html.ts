import type { Html, RootContent } from 'mdast'

/**
 * Joins neighbouring pieces of raw HTML (and white space between them) into one: Markdown hands out the tags of
 * `<picture><source><img></picture>` one by one, and what an `<img>` is depends on what it stands in.
 */
export function mergeHtml(children: readonly RootContent[], source: string): RootContent[] {
  const merged: RootContent[] = []
  for (const child of children) {
    const last = merged.at(-1)
    const beforeLast = merged.at(-2)
    if (child.type === 'html' && last?.type === 'html') {
      merged.splice(-1, 1, joined(last, gap(last, child, source), child))
    } else if (child.type === 'html' && last?.type === 'text' && last.value.trim() === '' && beforeLast?.type === 'html') {
      merged.splice(-2, 2, joined(beforeLast, last.value, child))
    } else merged.push(child)
  }
  return merged
}

function joined(first: Html, between: string, second: Html): Html {
  const position = first.position && second.position && { start: first.position.start, end: second.position.end }
  return { type: 'html', value: first.value + between + second.value, ...(position && { position }) }
}

/** Blocks have blank lines between them, perhaps behind the marks of a quote; tags in a line have nothing. */
function gap(first: Html, second: Html, source: string): string {
  const [start, end] = [first.position?.end.offset, second.position?.start.offset]
  if (start === undefined || end === undefined) return '\n'
  return source.slice(start, end).replace(/\S/g, '')
}
