import { warningOf } from '../../errors.js'
import type { Problem } from '../../types.js'
import type { Composed } from './host-file.js'
import { MOST_ENTRIES } from './vercel-limits.js'

/** An entry of `redirects` or `headers`: https://openapi.vercel.sh/vercel.json. */
export interface VercelEntry {
  source: string
  destination?: string
  statusCode?: number
  headers?: readonly { key: string; value: string }[]
  missing: readonly { type: 'header'; key: string }[]
}

/**
 * How our entries are told from the author's, since JSON has no comments and Vercel refuses fields it does not know: they
 * apply unless a request carries this header, which none does.
 */
const MARK = { type: 'header', key: 'x-renditions' } as const

/**
 * A `vercel.json` with our entries in front of the author's in one of its lists. Everything else stays, in its order. A
 * redirect the author has an entry for is left to that. What is over the limit is left out, and `limit` told how many.
 */
export function withEntries(
  list: 'redirects' | 'headers',
  entries: readonly Omit<VercelEntry, 'missing'>[],
  current: string,
  limit: (left: number) => Problem,
  leftBefore = 0,
): Composed {
  const json = parse(current)
  const held = json?.[list] ?? []
  if (!json || !Array.isArray(held)) {
    return { text: current, problems: entries.length > 0 ? [warningOf('host-file-unreadable', { file: 'vercel.json' })] : [] }
  }
  const own = held.filter((entry) => !isOurs(entry))
  // The first redirect of a path wins, but the last header.
  const taken = new Set(list === 'headers' ? [] : own.map((entry: unknown) => (isRecord(entry) ? entry['source'] : undefined)))
  const free = entries.filter(({ source }) => !taken.has(source))
  const kept = free.slice(0, Math.max(0, MOST_ENTRIES - own.length))
  const left = leftBefore + free.length - kept.length
  const problems = left > 0 ? [limit(left)] : []
  if (kept.length === 0 && own.length === held.length) return { text: current, problems }
  const ours = kept.map((entry) => ({ ...entry, missing: [MARK] }))
  const { [list]: _, ...others } = json
  const next = ours.length + own.length > 0 ? { ...json, [list]: [...ours, ...own] } : others
  const text = Object.keys(next).length > 0 ? `${JSON.stringify(next, undefined, indentOf(current))}\n` : ''
  return { text, problems }
}

function isOurs(entry: unknown): boolean {
  const missing = isRecord(entry) ? entry['missing'] : undefined
  return Array.isArray(missing) && missing.some((one: unknown) => isRecord(one) && one['key'] === MARK.key)
}

/** An empty file is an empty object; undefined for what is no object. */
function parse(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return {}
  try {
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    return isRecord(json) && !Array.isArray(json) ? json : undefined
  } catch {
    return undefined
  }
}

function indentOf(text: string): string {
  return /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
