import type { Problem } from '../types.js'

/**
 * What an exception says, as problems. The config may have loaded the plugin from another copy of the package, so its
 * class does not tell; and bundlers wrap what plugins throw into an error of their own with `errors`.
 */
export function problemsOf(error: unknown): [Problem, ...Problem[]] {
  const [first, ...more] = carriedBy(error)
  if (first) return [first, ...more]
  const message = error instanceof Error ? error.message : String(error)
  return [{ code: 'failed', severity: 'error', message }]
}

function carriedBy(error: unknown): Problem[] {
  if (typeof error !== 'object' || error === null) return []
  if ('problems' in error && Array.isArray(error.problems)) return error.problems as Problem[]
  if ('problem' in error) return [error.problem as Problem]
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.flatMap(carriedBy)
  return []
}
