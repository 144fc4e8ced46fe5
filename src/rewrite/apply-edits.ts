import MagicString, { type SourceMap } from 'magic-string'
import type { Range } from '../types.js'

/** Text for a range of a document; an empty range inserts. */
export interface Edit extends Range {
  text: string
}

/**
 * Replaces ranges of a document and leaves every other character as it was. Edits may come in any order;
 * insertions at one spot keep the order they are given in. Throws `RangeError` when two overlap or one lies
 * outside: that is a bug in discovery, and writing on would damage the document.
 */
export function applyEdits(text: string, edits: readonly Edit[]): { text: string; map(source?: string): SourceMap } {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  assertApart(text, sorted)
  const magic = new MagicString(text)
  for (const edit of sorted) {
    if (edit.start === edit.end) magic.appendLeft(edit.start, edit.text)
    else magic.update(edit.start, edit.end, edit.text)
  }
  return {
    text: magic.toString(),
    map: (source) => magic.generateMap({ hires: 'boundary', includeContent: true, ...(source !== undefined && { source }) }),
  }
}

function assertApart(text: string, sorted: readonly Edit[]): void {
  let end = 0
  for (const edit of sorted) {
    if (edit.start < end) throw new RangeError(`Edits overlap at offset ${edit.start}.`)
    if (edit.end < edit.start || edit.end > text.length)
      throw new RangeError(`An edit lies outside the text: ${edit.start}–${edit.end}.`)
    end = edit.end
  }
}
