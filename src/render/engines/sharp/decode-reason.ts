/** The first line of a decoder's complaint, short and without anything that looks like an absolute path. */
export function decodeReason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const lines = text.split('\n').map((line) => line.trim())
  const line = lines.find((entry) => entry !== '') ?? 'unknown reason'
  return line
    .replace(/(?:file:\/\/|[a-zA-Z]:)?[/\\][^\s'":]*[/\\][^\s'":]*/g, '…')
    .replace(/^Input (?:buffer|file) has corrupt header:$/, 'its header cannot be read')
    .replace(/^Input (?:buffer|file) has corrupt header: /, '')
    .replace(/\.$/, '')
    .slice(0, 200)
}
