import { errorOf, RenditionsError, warningOf } from '../errors.js'
import type { Target, TextAt } from '../ports.js'
import type { Problem } from '../types.js'
import { emptyManifest, formatManifest, MANIFEST_PATH, parseManifest, type Manifest } from './manifest.js'
import type { TextFile } from './edge/text-file.js'

/** A manifest as it was found. */
export interface LoadedManifest {
  manifest: Manifest
  /** Of the text at the target; '' when there is none. */
  version: string
  problems: Problem[]
}

/**
 * Reads a target's manifest; its copy in the cache when the target has none (it was emptied) or a damaged one.
 * Rejects with `ledger-newer` when a later version of the package wrote it.
 */
export async function loadManifest(target: Target, copy: TextFile): Promise<LoadedManifest> {
  const own = await target.read(MANIFEST_PATH)
  const parsed = own === undefined ? undefined : parse(own.text)
  if (parsed?.status === 'ok') return withVersion(own, { manifest: parsed.manifest, problems: [] })
  const copied = (await copy.read())?.toString('utf8')
  const spare = copied === undefined ? undefined : parse(copied)
  if (!parsed) {
    const isLost = target.isUnreadable && !spare
    return withVersion(own, {
      manifest: spare?.manifest ?? emptyManifest,
      problems: isLost ? [warningOf('target-unread', { target: target.name })] : [],
    })
  }
  const manifest = spare?.status === 'ok' ? merge(spare.manifest, parsed.manifest) : parsed.manifest
  return withVersion(own, { manifest, problems: [warningOf('manifest-damaged', { path: MANIFEST_PATH })] })
}

/** A version may be the hash of many megabytes, and most who look do not ask for it. */
function withVersion(own: TextAt | undefined, loaded: Omit<LoadedManifest, 'version'>): LoadedManifest {
  return {
    ...loaded,
    get version() {
      return own?.version ?? ''
    },
  }
}

/**
 * Writes the manifest to the target and its copy, each only when it changes. `isSaved`: it is what was read. With the
 * `version` that was read, it is written only over that one: rejects with `target-changed`.
 */
export async function saveManifest(
  target: Target,
  copy: TextFile,
  manifest: Manifest,
  { isSaved, version }: { isSaved: boolean; version?: string },
): Promise<void> {
  if (isSaved && version) return
  const current = version === undefined ? (await target.read(MANIFEST_PATH))?.text : undefined
  const text = isSaved && current !== undefined ? current : formatManifest(manifest)
  if (current !== text) {
    await target.write(MANIFEST_PATH, text, version)
    await target.flush?.()
  }
  if ((await copy.read())?.toString('utf8') !== text) await copy.write(text)
}

function parse(text: string): { status: 'ok' | 'damaged'; manifest: Manifest } {
  const parsed = parseManifest(text)
  if (parsed.status === 'newer')
    throw new RenditionsError(errorOf('ledger-newer', { path: MANIFEST_PATH, version: parsed.version }))
  return parsed
}

/** What the damaged one still says is newer than the copy. Both are safe: a file is removed only as the bytes on record. */
function merge(copy: Manifest, damaged: Manifest): Manifest {
  return {
    generation: Math.max(copy.generation, damaged.generation),
    files: new Map([...copy.files, ...damaged.files]),
    ledger: copy.ledger.length > 0 ? copy.ledger : damaged.ledger,
    unsaved: true,
  }
}
