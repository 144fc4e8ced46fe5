import type { Config } from '../config/types.js'
import type { Target } from '../ports.js'
import type { Problem } from '../types.js'
import { loadLedger } from './ledger-file.js'
import { loadManifest } from './manifest-file.js'
import type { PublishFiles } from './edge/publish-files.js'
import { sweepTemporary } from '../base/sweep-temporary.js'
import type { Ledger } from './ledger.js'
import type { Manifest } from './manifest.js'
import { recover } from './recover.js'

/** What a publish starts from. */
export interface Publication {
  ledger: Ledger
  manifest: Manifest
  problems: Problem[]
  /** Frees the target for others; also happens when the process ends. */
  release(): void
}

/**
 * Begins a publish: takes the target's lock, clears up after a run that was killed, reads manifest and ledger.
 * Rejects with `publish-locked`, `ledger-conflict` or `ledger-newer`, and nothing is changed then.
 */
export async function openPublication(target: Target, files: PublishFiles, frozen: Config['frozen']): Promise<Publication> {
  const release = await files.takeLock(target.name)
  try {
    await Promise.all(files.folders.map(sweepTemporary))
    return { ...(await read(target, files, frozen, true)), release }
  } catch (error) {
    release()
    throw error
  }
}

/** The same for commands that only look: no lock, and nothing is repaired or moved. */
export async function viewPublication(
  target: Target,
  files: PublishFiles,
  frozen: Config['frozen'],
): Promise<Omit<Publication, 'release'>> {
  return read(target, files, frozen, false)
}

async function read(
  target: Target,
  files: PublishFiles,
  frozen: Config['frozen'],
  repair: boolean,
): Promise<Omit<Publication, 'release'>> {
  const loaded = await loadManifest(target, files.copy)
  const published = loaded.manifest.ledger
  const { ledger, problems } = await loadLedger(files.ledger, { path: files.ledgerPath, published, frozen, repair })
  const manifest = await recover(target, files.intent, loaded.manifest)
  return { ledger, manifest, problems: [...loaded.problems, ...problems] }
}
