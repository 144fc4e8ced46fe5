import type { Config } from '../config/types.js'
import { errorOf, RenditionsError, warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import { emptyLedger, formatLedger, ledgerOf, type Ledger, type LedgerEntry } from './ledger.js'
import { parseLedger } from './parse-ledger.js'
import type { TextFile } from './edge/text-file.js'

/** A ledger as it was found, or rebuilt. */
export interface LoadedLedger {
  ledger: Ledger
  /** Text on disk; undefined when there is none. */
  text: string | undefined
  problems: Problem[]
}

/** What loading needs besides the file. */
export interface LoadLedgerOptions {
  /** Site path of the ledger, for messages. */
  path: string
  /** Ledger lines of the target's manifest. */
  published: readonly LedgerEntry[]
  frozen: Config['frozen']
  /** False for commands that only look: a damaged ledger is told, and left where it is. */
  repair: boolean
}

/**
 * Reads the ledger. A damaged one is moved aside and rebuilt from its readable lines and from what the target's
 * manifest remembers; a missing one from the manifest alone. Rejects with `ledger-conflict` for git's conflict
 * markers and `ledger-newer` for a later format; nothing is changed then.
 */
export async function loadLedger(file: TextFile, options: LoadLedgerOptions): Promise<LoadedLedger> {
  const { path, published, repair } = options
  const bytes = await file.read()
  if (bytes === undefined) return missing(options)
  const text = decodeUtf8(bytes)
  const parsed = parseLedger(text ?? bytes.toString('utf8'))
  if (parsed.status === 'conflict') throw new RenditionsError(errorOf('ledger-conflict', { path, line: parsed.line }))
  if (parsed.status === 'newer') throw new RenditionsError(errorOf('ledger-newer', { path, version: parsed.version }))
  if (parsed.status === 'ok' && text !== undefined) return { ledger: parsed.ledger, text, problems: [] }
  const salvaged = parsed.status === 'ok' ? parsed.ledger : parsed.salvaged
  const reason = parsed.status === 'damaged' ? parsed.reason : 'it is not UTF-8 text'
  const ledger = rebuild(salvaged, published)
  if (!repair) return { ledger, text, problems: [warningOf('ledger-damaged', { path, reason })] }
  const ending = await file.setAside('damaged')
  // Written at once: a run that stops before its end must not lose the lines only the damaged file had.
  const rebuilt = formatLedger(ledger)
  await file.write(rebuilt)
  return { ledger, text: rebuilt, problems: [warningOf('ledger-damaged', { path, reason, movedTo: path + ending })] }
}

/** Writes the ledger if its text changes: a build that changes nothing rewrites nothing. True when it was written. */
export async function saveLedger(file: TextFile, ledger: Ledger): Promise<boolean> {
  const text = formatLedger(ledger)
  const current = await file.read()
  // A site that never published anything gets no ledger; a checkout may have CRLF.
  if (current === undefined ? ledger.entries.length === 0 : current.toString('utf8').replaceAll('\r\n', '\n') === text)
    return false
  await file.write(text)
  return true
}

function missing({ path, published, frozen }: LoadLedgerOptions): LoadedLedger {
  // In memory mode there never is a file: every build starts from what the site itself says.
  if (published.length === 0 || frozen === 'memory') return { ledger: emptyLedger, text: undefined, problems: [] }
  return { ledger: ledgerOf(published), text: undefined, problems: [warningOf('ledger-missing', { path })] }
}

/** Readable lines win over the manifest, because they may be newer; the manifest fills in the others. */
function rebuild(salvaged: Ledger, published: readonly LedgerEntry[]): Ledger {
  const ids = new Set(salvaged.entries.map((entry) => entry.id))
  const paths = new Set(salvaged.entries.map((entry) => entry.path))
  return ledgerOf([...salvaged.entries, ...published.filter((entry) => !ids.has(entry.id) && !paths.has(entry.path))])
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
