import { mapLimited } from '../base/concurrency.js'
import type { Target } from '../ports.js'
import type { TextFile } from './edge/text-file.js'
import { formatManifest, parseManifest, type Manifest, type ManifestEntry } from './manifest.js'
import { isSame } from './survey.js'

const AT_ONCE = 32

/** Where the record of what a run is about to do is kept. */
export type IntentFile = Pick<TextFile, 'read' | 'write' | 'remove'>

/** Records what a run is about to put or remove, before it touches anything. */
export async function writeIntent(intent: IntentFile, files: readonly ManifestEntry[]): Promise<void> {
  const generation = 0
  await intent.write(formatManifest({ generation, files: new Map(files.map((file) => [file.path, file])), ledger: [] }))
}

/**
 * The manifest with what a killed run left at the target: files it put but did not record, files it meant to remove
 * and no longer has on record. Each counts only while it is the very bytes the intent names, where that can be told.
 * They are `pending`: the next decision takes them over or removes them.
 */
export async function recover(target: Target, intent: Pick<IntentFile, 'read'>, manifest: Manifest): Promise<Manifest> {
  return recoverFrom(target, await intent.read(), manifest)
}

/** The same when the record was read already. */
export async function recoverFrom(target: Target, intent: Buffer | undefined, manifest: Manifest): Promise<Manifest> {
  const text = intent?.toString('utf8')
  if (text === undefined) return manifest
  const parsed = parseManifest(text)
  if (parsed.status === 'newer') return manifest
  const files = new Map(manifest.files)
  const unsure = [...parsed.manifest.files.values()].filter((file) => manifest.files.get(file.path)?.digest !== file.digest)
  await mapLimited(unsure, AT_ONCE, async (file) => {
    const found = target.isBlind ? undefined : await target.stat(file.path)
    if (!target.isBlind && !(found && isSame(found, file))) return
    const { retired: _, ...entry } = file
    files.set(file.path, { ...entry, pending: target.isBlind ? 'unsure' : true })
  })
  return { ...manifest, files }
}
