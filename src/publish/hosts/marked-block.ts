/**
 * A text with our lines between two comments at its top, in place of the block of that name that it holds. Ours come
 * first because hosts let the topmost rule win, and an author's catch-all may stand below. The author's lines stay as
 * they are, but for line ends. No lines, no block.
 * @param name What the comments call the block: `renditions`, `renditions headers`.
 */
export function withBlock(name: string, lines: readonly string[], current: string): string {
  const own = withoutBlock(name, current)
  if (lines.length === 0) return own
  return `${[`# ${name}: begin (written by the build; edit outside these lines)`, ...lines, `# ${name}: end`].join('\n')}\n${own}`
}

/** The author's own part of a text. */
export function withoutBlock(name: string, current: string): string {
  const block = new RegExp(`^# ${name}: begin.*\\n(?:.*\\n)*?# ${name}: end[^\\n]*(?:\\n|$)`, 'm')
  return current.replace(/\r\n/g, '\n').replace(block, '')
}
