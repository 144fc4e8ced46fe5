/**
 * How YAML of authors is read: the 1.2 core schema (text, numbers, switches, lists, maps), no custom tags, no merge keys, no
 * name twice.
 */
export const SAFE_YAML = { version: '1.2', schema: 'core', merge: false, uniqueKeys: true, prettyErrors: false } as const

/** A message of the YAML package as a clause: first line, no full stop. */
export function clause(message: string): string {
  const [first = ''] = message.split('\n')
  return first.trim().replace(/[.:]$/, '')
}
