import { isSafeAddress } from './is-safe-address.js'
import { MANIFEST_VERSION } from './manifest.js'
import { JSON_TEXT, textOf } from './outline-text.js'
import { addFile, type Counts } from './status.js'

const HEADER = new RegExp(String.raw`^\{"renditions":${MANIFEST_VERSION},"generation":\d{1,15}\}\n`)
const FILE = new RegExp(
  String.raw`\["(${JSON_TEXT})",(0|[1-9]\d{0,14}),"[0-9a-f]{64}","${JSON_TEXT}","(?:immutable|stable|stub|viewer|redirects)","([a-z2-7]{12})?"(,\d{1,15},\d{1,15})?\]\n`,
  'y',
)

/**
 * What the files of a manifest add up to, by ledger id ('' for those of no asset), for who only counts. `parts` are whole
 * lines each; those of the ledger, by far the most, are not even asked for. Undefined when it is not as a publish has
 * written it; `parseManifest` says what is wrong then.
 */
export function manifestOutline(parts: Iterable<string>): Map<string, Counts> | undefined {
  const counts = new Map<string, Counts>()
  let before: string | undefined
  for (const text of parts) {
    const begin = before === undefined ? (HEADER.exec(text)?.[0].length ?? -1) : 0
    if (begin < 0) return undefined
    const end = firstLedgerLine(text, begin)
    before = addFiles(text.slice(begin, end), before ?? '', counts)
    if (before === undefined) return undefined
    if (end < text.length) break
  }
  return before === undefined ? undefined : counts
}

/** Where it begins; the text's end when there is none. */
function firstLedgerLine(text: string, begin: number): number {
  if (text[begin] === '{') return begin
  const at = text.indexOf('\n{', begin)
  return at < 0 ? text.length : at + 1
}

/** The last path; undefined when the rows are not what a publish writes. A path that came before `before` may come again. */
function addFiles(rows: string, before: string, counts: Map<string, Counts>): string | undefined {
  let last = before
  FILE.lastIndex = 0
  while (FILE.lastIndex < rows.length) {
    const file = FILE.exec(rows)
    const path = textOf(file?.[1] ?? '')
    if (!file || path <= last || !isSafeAddress(path)) return undefined
    last = path
    addFile({ asset: file[3] ?? '', bytes: Number(file[2]), isRetired: file[4] !== undefined }, counts)
  }
  return last
}
