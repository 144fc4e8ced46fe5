import { OUTPUT, placeOf } from '../base/target-address.js'
import type { Problem } from '../types.js'
import { actionFor, desiredFiles, keptPromises, type FilesInput } from './decide-files.js'
import { leftoverAction, ownersOf } from './decide-leftovers.js'
import { inOrder, type Action, type DecideInput, type Decision, type WantedAsset } from './decision.js'
import { errorOf } from '../errors.js'
import type { Identities } from './identity.js'
import { isSameEntry, type Ledger } from './ledger.js'
import type { Manifest, ManifestEntry } from './manifest.js'
import { tooMuch } from './removal-guard.js'
import { movesSince } from './moves-since.js'

/** All that a decision about one target depends on, when the ledger is decided already. Plain data. */
export interface TargetInput
  extends Omit<FilesInput, 'viewerFiles'>, Pick<DecideInput, 'manifest' | 'standing' | 'now' | 'grace' | 'confirm' | 'complete'> {
  ledger: Ledger
  wanted: readonly WantedAsset[]
  /** Site paths of assets that are there but could not be read or judged: nothing of them goes. */
  unknown: readonly string[]
}

/**
 * What a publish does at a target other than the output. By the same rules as for the output, except that the build has
 * decided what the ledger says; and nothing is removed when much would go at once.
 */
export function decideTarget(input: TargetInput): Decision {
  const decision = decideAt(input)
  const guard = input.confirm || !input.complete ? undefined : (forgotten(input) ?? guardOf(input, decision.actions))
  if (!guard) return decision
  const careful = decideAt({ ...input, complete: false })
  return { ...careful, problems: [guard, ...careful.problems] }
}

/**
 * Stops a run whose ledger is older than the target: addresses it knows nothing of would not answer any more. A ledger
 * that was brought up to date knows each as an address of today or of once.
 */
function forgotten({ ledger, manifest, target }: TargetInput): Problem | undefined {
  const known = new Set(ledger.entries.flatMap(({ stable, former }) => [...Object.keys(stable), ...Object.keys(former)]))
  const lost = manifest.ledger
    .flatMap(({ stable, former }) => [...Object.keys(stable), ...Object.keys(former)])
    .filter((address) => placeOf(address).target === target && !known.has(address))
  return lost.length > 0
    ? errorOf('ledger-older', { target, addresses: lost.map((address) => placeOf(address).path) })
    : undefined
}

/** Stops a run that would take away many live files because their sources are gone; see `removalGuard`. */
function guardOf({ ledger, manifest }: TargetInput, actions: readonly Action[]): Problem | undefined {
  const alive = new Set(ledger.entries.filter((entry) => entry.state !== 'deleted').map((entry) => entry.id))
  const live = [...manifest.files.values()].filter((file) => file.asset !== '' && !file.retired && !file.pending)
  const lives = new Set(live.map((file) => file.path))
  const lost = actions.filter(({ kind, file, address }) => {
    return (kind === 'remove' || kind === 'retire') && file && lives.has(address) && !alive.has(file.asset)
  })
  return tooMuch(lost.length, live.length)
}

function decideAt(input: TargetInput): Decision {
  const { ledger, manifest } = input
  const files = decideFiles({ ...input, viewerFiles: [], assets: unknownAssets(input.unknown) }, asRecorded(ledger), ledger)
  return {
    actions: inOrder([...movesSince(manifest.ledger, files.manifest.ledger), ...files.actions]),
    ledger,
    ledgerChanges: [],
    manifest: files.manifest,
    isSaved: files.manifest === manifest,
    unrecorded: files.unrecorded,
    problems: files.problems,
  }
}

/** Every file of one target: what happens to it, and how it is recorded afterwards. */
export function decideFiles(
  input: FilesInput & Pick<DecideInput, 'manifest' | 'standing' | 'now' | 'grace' | 'complete' | 'assets'>,
  identities: Identities,
  ledger: Ledger,
): { actions: Action[]; manifest: Manifest; unrecorded: ManifestEntry[]; problems: Problem[] } {
  const held = input.manifest.files
  const { desired, problems } = desiredFiles(input, ledger, identities)
  const promises = keptPromises(input.target, ledger, desired, held)
  const { now, grace, complete } = input
  const context = {
    now,
    grace,
    complete,
    build: input.manifest.generation + 1,
    owners: ownersOf(ledger, identities, input.assets),
    kept: promises.kept,
  }
  const actions: Action[] = []
  const files = new Map<string, ManifestEntry>()
  const take = ({ action, problem }: { action: Action | undefined; problem?: Problem }): void => {
    if (problem) problems.push(problem)
    if (!action) return
    actions.push(action)
    if (action.file && action.kind !== 'remove' && action.kind !== 'forget') files.set(action.address, action.file)
  }
  for (const [path, item] of desired) take(actionFor(item, held.get(path), input.standing.get(path)))
  for (const [path, file] of held) {
    if (desired.has(path)) continue
    // Files of rules are composed last, when the author's own are in place.
    if (file.kind === 'redirects') files.set(path, file)
    else take(leftoverAction(file, input.standing.get(path), context))
  }
  const recorded = input.target === OUTPUT ? ledger : shownAt(ledger, input.wanted, input.target)
  const manifest = nextManifest(input.manifest, files, recorded)
  return { actions, manifest, unrecorded: unrecordedOf(input.manifest, files), problems: [...problems, ...promises.problems] }
}
/** The very manifest of before when nothing in it changes and nobody's grace runs. */
function nextManifest(before: Manifest, files: ReadonlyMap<string, ManifestEntry>, ledger: Ledger): Manifest {
  const generation = before.generation + 1
  const next = { generation, files, ledger: ledger.entries }
  let changed = before.unsaved === true || before.ledger.length !== ledger.entries.length
  let committed = 0
  for (const file of before.files.values()) if (!file.pending) committed++
  if (changed || committed !== files.size) return next
  for (const file of files.values()) if (file.retired || before.files.get(file.path) !== file) return next
  changed = before.ledger.some((entry, index) => !isSameEntry(entry, ledger.entries[index] ?? entry))
  return changed ? next : before.files.size === committed ? before : { ...next, generation: before.generation }
}

function unrecordedOf(before: Manifest, files: ReadonlyMap<string, ManifestEntry>): ManifestEntry[] {
  return [...files.values()].filter((file) => {
    const known = before.files.get(file.path)
    return known !== file && (!known || known.pending || known.digest !== file.digest)
  })
}

function unknownAssets(paths: readonly string[]): DecideInput['assets'] {
  return paths.map((path) => ({ path, state: 'unknown' as const }))
}

/** Each asset is the one the ledger says. */
function asRecorded(ledger: Ledger): Identities {
  const found = ledger.entries.map((entry) => ({ entry, path: entry.path, how: 'same' as const }))
  return { found, merged: [], gone: [], fresh: [], ambiguous: [], isChoice: false }
}

/** What a target other than the output remembers of the ledger: the assets that have something there. */
function shownAt(ledger: Ledger, wanted: readonly WantedAsset[], target: string): Ledger {
  const here = new Set(wanted.filter((asset) => asset.target === target).map((asset) => asset.path))
  const prefix = `${target}:`
  const isHere = (addresses: Readonly<Record<string, string>>): boolean =>
    Object.keys(addresses).some((address) => address.startsWith(prefix))
  return { entries: ledger.entries.filter((entry) => here.has(entry.path) || isHere(entry.stable) || isHere(entry.former)) }
}
