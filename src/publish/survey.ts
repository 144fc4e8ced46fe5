import { mapLimited } from '../base/concurrency.js'
import type { Known, Published, Target } from '../ports.js'
import type { Digest } from '../types.js'
import { OUTPUT, placeOf } from '../base/target-address.js'
import { answersOf } from './answers.js'
import type { DecideInput } from './decision.js'
import type { Manifest } from './manifest.js'

/** What stands at a path when it is not what the manifest says: nothing, or other bytes (`bytes` -1: a folder, a link). */
export type Found = 'nothing' | { bytes: number; digest?: Digest }

/** Differences between the manifest and the target, by path. A path that is not here is as recorded, or unknown and free. */
export type Standing = ReadonlyMap<string, Found>

/** Every path a decision may want to write: what pages and viewers want, and former addresses where stubs may come to stand. */
export function* pathsToSurvey(
  target: string,
  input: Pick<DecideInput, 'wanted' | 'viewerFiles' | 'stubs' | 'ledger'>,
): Generator<string> {
  for (const asset of input.wanted) {
    if ((asset.target ?? OUTPUT) === target) for (const file of asset.files) yield file.path
  }
  for (const file of input.viewerFiles) yield file.path
  if (input.stubs === 'none') return
  for (const address of answersOf(input.ledger).keys()) {
    const place = placeOf(address)
    if (place.target === target) yield place.path
  }
}

/**
 * Looks at every recorded file that the target cannot vouch for, and every wanted path. Cheap for the output folder: one
 * `lstat` each, and a file is hashed only when its time or inode changed since it was last seen.
 */
export async function surveyTarget(target: Target, manifest: Manifest, wanted: Iterable<string>): Promise<Standing> {
  const standing = new Map<string, Found>()
  const paths: string[] = []
  // A request for each of a million objects would take hours; `put` looks by itself, and `verify` looks at all of them.
  if (target.isRemote) return standing
  // What a killed run left was never recorded, so nothing vouches for it.
  for (const [path, file] of manifest.files) if (file.pending || !target.isUnchanged?.(path)) paths.push(path)
  for (const path of wanted) if (!manifest.files.has(path)) paths.push(path)
  await mapLimited(paths, 64, async (path) => {
    const file = manifest.files.get(path)
    const found = await target.stat(path)
    if (found === undefined) {
      if (file) standing.set(path, 'nothing')
    } else if (!file || !isSame(found, file)) {
      standing.set(path, found)
    }
  })
  return standing
}

/** The same by listing everything there is: for a target that is not believed. Rejects when the listing is not complete. */
export async function surveyListed(target: Target, manifest: Manifest, wanted: Iterable<string>): Promise<Standing> {
  return standingOf(await target.list(''), manifest, wanted)
}

/** What a complete list of a target says of the recorded files and the wanted paths. */
export function standingOf(files: readonly Published[], manifest: Manifest, wanted: Iterable<string>): Standing {
  const listed = new Map(files.map((file) => [file.path, file]))
  const standing = new Map<string, Found>()
  for (const [path, file] of manifest.files) {
    const found = listed.get(path)
    if (!found) standing.set(path, 'nothing')
    else if (!isSame(found, file)) standing.set(path, found)
  }
  for (const path of wanted) {
    const found = manifest.files.has(path) ? undefined : listed.get(path)
    if (found) standing.set(path, found)
  }
  return standing
}

/** The same for a target that cannot be looked into and has lost its manifest: nothing of it is there any more. */
export function surveyEmptied(manifest: Manifest): Standing {
  return new Map([...manifest.files.keys()].map((path) => [path, 'nothing']))
}

/**
 * True for what was put there by us: what is expected, or what it replaces. The digest alone says so: a store that was sent
 * our bytes and keeps others keeps the digest that was sent with them, and whoever sent them may have been killed since.
 */
export function isOurs(found: { digest?: Digest }, expected: Known, replaces?: Known): boolean {
  return found.digest === expected.digest || (replaces !== undefined && found.digest === replaces.digest)
}

/** Equal size, and equal digest as far as both are known. */
export function isSame(found: { bytes: number; digest?: Digest }, expected: { bytes: number; digest: Digest }): boolean {
  return found.bytes === expected.bytes && (found.digest === undefined || found.digest === expected.digest)
}
