import { basename, join, relative } from 'node:path'
import { digestOf } from '../../base/hash.js'
import { fromSitePath } from '../../base/site-path.js'
import { writeProblem } from '../write-problem.js'
import { acquireLock } from './lock.js'
import { textFile, type TextFile } from './text-file.js'

/** Where a publish keeps what it has to remember. */
export interface PublishFiles {
  ledger: TextFile
  /** Site path of the ledger, for messages. */
  ledgerPath: string
  /** The manifest's copy, for a target that was emptied. */
  copy: TextFile
  /** What a run is about to do, until it is done. */
  intent: TextFile
  /** What a build leaves for `renditions publish`. */
  stage: TextFile
  /** URLs whose meaning the last publish to a target changed. */
  purge(target: string): TextFile
  /** Takes the target for this process; the function it gives frees it again. Rejects with `publish-locked`. */
  takeLock(target: string): Promise<() => void>
  /** Absolute path, for `createFolderTarget`. */
  stamps: string
  /** Absolute paths of the folders in which a killed run may have left temporary files. */
  folders: readonly string[]
}

/**
 * The files of one target.
 * @param root Absolute path of the site's root.
 * @param ledger Site path of the ledger.
 * @param cache Absolute path of the cache folder.
 * @param target Absolute path of the target's folder. Seen from the cache it names the target's files there, so that sites
 * that share a cache and outputs of one site keep apart, and a cache that is carried to another machine fits again.
 */
export function publishFiles(root: string, ledger: string, cache: string, target: string): PublishFiles {
  const folder = join(cache, 'targets')
  const name = `${basename(target).replace(/[^\w-]/g, '_')}-${digestOf(relative(cache, target)).slice(0, 12)}`
  const ledgerFile = fromSitePath(root, ledger)
  return {
    ledger: textFile(ledgerFile, ledger),
    ledgerPath: ledger,
    copy: textFile(join(folder, `${name}.json`), `the cache's targets/${name}.json`),
    intent: textFile(join(cache, `intent-${name}.json`), `the cache's intent-${name}.json`),
    stage: textFile(join(folder, `${name}.staged.json`), `the cache's targets/${name}.staged.json`),
    purge: (held) => textFile(join(cache, 'purge', `${held}.txt`), `the cache's purge/${held}.txt`),
    takeLock: (held) => takeLock(folder, name, held),
    stamps: join(folder, `${name}.stamps.json`),
    folders: [...new Set([join(ledgerFile, '..'), folder, cache])],
  }
}

/** What a run of this machine keeps of a target that may be anywhere. */
export interface TargetFiles extends Pick<PublishFiles, 'copy' | 'takeLock' | 'intent'> {
  /** Absolute paths of folders: for what a command is to send, and for the texts it has sent. */
  batch: string
  texts: string
}

/** The files of a target in the cache, named after the site's output and it. */
export function targetFiles(cache: string, output: string, target: string): TargetFiles {
  const folder = join(cache, 'targets')
  const name = `${target}-${digestOf(`${relative(cache, output)}\0${target}`).slice(0, 12)}`
  return {
    copy: textFile(join(folder, `${name}.json`), `the cache's targets/${name}.json`),
    intent: textFile(join(cache, `intent-${name}.json`), `the cache's intent-${name}.json`),
    batch: join(cache, `batch-${name}`),
    texts: join(folder, `${name}.texts`),
    takeLock: (held) => takeLock(folder, name, held),
  }
}

async function takeLock(folder: string, name: string, target: string): Promise<() => void> {
  try {
    return await acquireLock(join(folder, `${name}.lock`), target)
  } catch (error) {
    throw writeProblem(error, `the cache's targets/${name}.lock`)
  }
}
