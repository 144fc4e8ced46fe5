import { LEDGER_VERSION, type LedgerState } from './ledger.js'

/** What the head of a ledger line says. */
export interface OutlineEntry {
  /** Site path. */
  path: string
  id: string
  state: LedgerState
}

const HEADER = `${JSON.stringify({ renditions: LEDGER_VERSION })}\n`
const LINE =
  /\{"path":"((?:[^"\\\n]|\\[^\n])*)","id":"([a-z2-7]{12})","digest":"[0-9a-f]{64}","state":"(published|draft|unpublished|scheduled|expired|deleted)","since":"\d{4}-\d\d-\d\d"(?:,"(?:stable|former|was)":[^\n]*)?\}\n/y

/**
 * The heads of a ledger's lines, for who only counts: addresses are what takes time to read, and a hundred thousand lines
 * of them are felt. Undefined when a line does not begin as a build writes it; `parseLedger` says what is wrong then.
 */
export function ledgerOutline(text: string): OutlineEntry[] | undefined {
  if (!text.startsWith(HEADER)) return undefined
  const entries: OutlineEntry[] = []
  LINE.lastIndex = HEADER.length
  while (LINE.lastIndex < text.length) {
    const line = LINE.exec(text)
    if (!line) return undefined
    const [, path = '', id = '', state = ''] = line
    entries.push({ path: path.includes('\\') ? (JSON.parse(`"${path}"`) as string) : path, id, state: state as LedgerState })
  }
  return entries
}
