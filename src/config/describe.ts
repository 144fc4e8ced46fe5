const LONGEST = 60

/**
 * A value as a message shows it: short, on one line, never throwing, whatever it is. Getters are not run, and absolute
 * paths are not repeated.
 */
export function describe(value: unknown): string {
  try {
    return shorten(show(value, 1))
  } catch {
    return 'something that cannot be read'
  }
}

function show(value: unknown, depth: number): string {
  if (typeof value === 'string')
    return /^(?:\/[^/]|[A-Za-z]:[\\/]|file:)/.test(value) ? `an absolute path` : JSON.stringify(shorten(value))
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value))
    return depth > 0
      ? `[${value
          .slice(0, 9)
          .map((item) => show(item, depth - 1))
          .join(', ')}]`
      : 'a list'
  if (depth === 0) return 'an object'
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, 9)
  const shown = entries.map(([name, { value: inner, get }]) => `${name}: ${get ? 'a getter' : show(inner, depth - 1)}`)
  return shown.length === 0 ? 'an object' : `{ ${shown.join(', ')} }`
}

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
