import { LEDGER_VERSION, type LedgerState } from './ledger.js'
import { JSON_TEXT, textOf } from './outline-text.js'

/** What the head of a ledger line says. */
export interface OutlineEntry {
  /** Site path. */
  path: string
  id: string
  state: LedgerState
}

const HEADER = `${JSON.stringify({ renditions: LEDGER_VERSION })}\n`
const CLOSING = '}'.charCodeAt(0)
const HEAD = new RegExp(
  String.raw`\{"path":"(${JSON_TEXT})","id":"([a-z2-7]{12})","digest":"[0-9a-f]{64}","state":"(published|draft|unpublished|scheduled|expired|deleted)","since":"\d{4}-\d\d-\d\d"(?:,"(?:stable|former|was)":|(?=\}\n))`,
  'y',
)

/**
 * The heads of a ledger's lines, for who only counts: addresses are what takes time to read, and a hundred thousand lines
 * of them are felt. `parts` are whole lines each. Undefined when a line does not begin as a build writes it;
 * `parseLedger` says what is wrong then.
 */
export function ledgerOutline(parts: Iterable<string>): OutlineEntry[] | undefined {
  const entries: OutlineEntry[] = []
  let isBegun = false
  for (const text of parts) {
    if (!isBegun && !text.startsWith(HEADER)) return undefined
    if (!addHeads(text, isBegun ? 0 : HEADER.length, entries)) return undefined
    isBegun = true
  }
  return isBegun ? entries : undefined
}

/** Adds what stands from `begin` on; false when it is not what a build writes. */
function addHeads(text: string, begin: number, entries: OutlineEntry[]): boolean {
  for (let at = begin; at < text.length;) {
    HEAD.lastIndex = at
    const head = HEAD.exec(text)
    const end = head ? text.indexOf('\n', HEAD.lastIndex) : -1
    if (!head || end < 0 || text.charCodeAt(end - 1) !== CLOSING) return false
    // By index: taking an array apart by pattern is several times slower.
    entries.push({ path: textOf(head[1] ?? ''), id: head[2] ?? '', state: head[3] as LedgerState })
    at = end + 1
  }
  return true
}
