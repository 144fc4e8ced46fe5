import { createHash } from 'node:crypto'
import type { Digest } from '../types.js'

/** SHA-256 of bytes or UTF-8 text, lower-case hex. */
export function digestOf(data: Uint8Array | string): Digest {
  return createHash('sha256').update(data).digest('hex')
}

/** JSON with object keys in code-unit order and `undefined` left out, so that equal values give equal text. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}
