import { readFile } from 'node:fs/promises'
import { digestOf } from '../../base/hash.js'
import { fromSitePath } from '../../base/site-path.js'
import { errorOf, RenditionsError } from '../../errors.js'
import { identify, type PresentFile } from '../../publish/identity.js'
import { formatLedger, moveEntry, type Ledger } from '../../publish/ledger.js'
import { parseLedger } from '../../publish/parse-ledger.js'
import type { TextChange } from '../change/texts.js'

/** The ledger as it stands on disk, for changing single paths in it; undefined when there is none. */
export async function readLedger(root: string, path: string): Promise<{ text: string; ledger: Ledger } | undefined> {
  const text = await readFile(fromSitePath(root, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const parsed = parseLedger(text)
  if (parsed.status === 'conflict') throw new RenditionsError(errorOf('ledger-conflict', { path, line: parsed.line }))
  if (parsed.status === 'newer') throw new RenditionsError(errorOf('ledger-newer', { path, version: parsed.version }))
  // An entry that cannot be read cannot be moved either, and a build repairs it.
  if (parsed.status === 'damaged') throw new RenditionsError(errorOf('ledger-damaged', { path, reason: parsed.reason }))
  return { text, ledger: parsed.ledger }
}

/** The change of the ledger's text after files have moved; none when it knows of none of them. */
export function ledgerChange(
  path: string,
  { text, ledger }: { text: string; ledger: Ledger },
  files: ReadonlyMap<string, string>,
): TextChange[] {
  const moved = [...files].reduce((current, [from, to]) => moveEntry(current, from, to), ledger)
  if (moved === ledger) return []
  const after = formatLedger(moved)
  return [{ path, before: text, after: text.includes('\r\n') ? after.replaceAll('\n', '\r\n') : after }]
}

/**
 * Where assets went that were moved without `renditions mv`: former path → path today. From what the ledger remembers,
 * and from bytes and names where an asset of the ledger has vanished and an unknown file is there. Guesses between
 * equals are left out.
 */
export async function formerPaths(
  root: string,
  ledger: Ledger,
  assets: readonly string[],
): Promise<{ files: Map<string, string>; unrecorded: Map<string, string> }> {
  const present = new Set(assets)
  const unrecorded = new Map((await vanished(root, ledger, assets)).map(({ from, to }) => [from, to]))
  const files = new Map<string, string>()
  const claimed = new Set<string>()
  for (const { path, was } of ledger.entries) {
    const now = unrecorded.get(path) ?? path
    if (!present.has(now)) continue
    for (const former of [...was, path]) {
      if (former === now || present.has(former)) continue
      if (files.has(former)) claimed.add(former)
      files.set(former, now)
    }
  }
  for (const former of claimed) files.delete(former)
  return { files, unrecorded }
}

async function vanished(root: string, ledger: Ledger, assets: readonly string[]): Promise<{ from: string; to: string }[]> {
  const known = new Set(ledger.entries.map((entry) => entry.path))
  const present = new Set(assets)
  const hasVanished = ledger.entries.some((entry) => entry.state !== 'deleted' && !present.has(entry.path))
  if (!hasVanished) return []
  const files = await Promise.all(
    assets.map(async (path): Promise<PresentFile> =>
      known.has(path) ? { path } : { path, digest: await digestOfFile(root, path) },
    ),
  )
  const { found, ambiguous } = identify(ledger, files, [])
  const unsure = new Set(ambiguous.map((choice) => choice.from))
  return found
    .filter(({ entry, path }) => entry.path !== path && !unsure.has(entry.path))
    .map(({ entry, path }) => ({ from: entry.path, to: path }))
}

async function digestOfFile(root: string, path: string): Promise<string | undefined> {
  return readFile(fromSitePath(root, path)).then(digestOf, () => undefined)
}
