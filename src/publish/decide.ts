import { byCodeUnit } from '../base/by-code-unit.js'
import { errorOf, warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import { actionFor, desiredFiles, keptPromises } from './decide-files.js'
import { leftoverAction, ownersOf } from './decide-leftovers.js'
import { draftLedger } from './decide-ledger.js'
import { ACTION_KINDS, type Action, type DecideInput, type Decision } from './decision.js'
import { identify, type Identities } from './identity.js'
import { answerChanges, describeLedgerChanges } from './ledger-changes.js'
import { isSameEntry, type Ledger } from './ledger.js'
import type { Manifest, ManifestEntry } from './manifest.js'
import { removalGuard } from './removal-guard.js'
import { settleClaims } from './settle-claims.js'

/**
 * The one decision about what a publish does: pure, so that `status`, `plan`, a dry run, the report and the publish
 * itself cannot disagree. Guarantees that every stable address ever published answers (asset, redirect to a live
 * address, or 410), that nothing of an unpublished asset stays, that only files of the manifest are removed, and that
 * nothing is removed when much would go at once or something could not be read.
 */
export function decide(input: DecideInput): Decision {
  const known = new Set(input.assets.map((asset) => asset.path))
  const stray = input.wanted.find((asset) => !known.has(asset.path))
  // Without it, the asset would be taken for a deleted one.
  if (stray) throw new Error(`"${stray.path}" is wanted but not among the assets`)
  const identities = identify(input.ledger, input.assets, input.renames)
  const decision = decideWith(input, identities)
  const guard = input.confirm || !input.complete ? undefined : removalGuard(input, identities, decision.actions)
  if (!guard) return decision
  const careful = decideWith({ ...input, complete: false }, identities)
  return { ...careful, problems: [guard, ...careful.problems] }
}

function decideWith(input: DecideInput, identities: Identities): Decision {
  const reuse = new Set(input.assets.filter((asset) => asset.reuse).map((asset) => asset.path))
  const { ledger, problems } = settleClaims(draftLedger(input, identities), input.ledger, reuse)
  const files = decideFiles(input, identities, ledger)
  const ledgerChanges = describeLedgerChanges(input.ledger, ledger)
  const manifest = nextManifest(input.manifest, files.files, ledger)
  const frozen = input.frozen === true && ledgerChanges.length > 0 ? [errorOf('ledger-frozen', { changes: ledgerChanges })] : []
  return {
    actions: inOrder([...files.actions, ...moveActions(identities, ledger), ...answerActions(input.ledger, ledger)]),
    ledger,
    ledgerChanges,
    manifest,
    isSaved: manifest === input.manifest,
    unrecorded: unrecordedOf(input.manifest, files.files),
    problems: [...frozen, ...problems, ...files.problems, ...recognitionProblems(identities)],
  }
}

function decideFiles(
  input: DecideInput,
  identities: Identities,
  ledger: Ledger,
): { actions: Action[]; files: Map<string, ManifestEntry>; problems: Problem[] } {
  const held = input.manifest.files
  const { desired, problems } = desiredFiles(input, ledger, identities)
  const promises = keptPromises(ledger, desired, held)
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
  return { actions, files, problems: [...problems, ...promises.problems] }
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

function moveActions(identities: Identities, after: Ledger): Action[] {
  const paths = new Map(after.entries.map((entry) => [entry.id, entry.path]))
  // One that cannot be read is only believed to have moved when it can.
  const moved = identities.found.filter(({ entry, path }) => entry.path !== path && paths.get(entry.id) === path)
  const reasons = {
    moved: 'same bytes',
    respelled: 'same name but for its spelling',
    renamed: 'git sees a rename',
    converted: 'same name, other format',
    same: '',
    edited: '',
  }
  return [
    ...moved.map(({ entry, path, how }): Action => ({
      kind: 'move',
      address: path,
      from: entry.path,
      asset: path,
      reason: reasons[how],
    })),
    ...identities.merged
      .filter(({ entry }) => !paths.has(entry.id))
      .map(({ entry, into }): Action => ({
        kind: 'move',
        address: into,
        from: entry.path,
        asset: into,
        reason: 'its file is gone, this one takes over',
      })),
  ]
}

function answerActions(before: Ledger, after: Ledger): Action[] {
  const states = new Map(after.entries.map((entry) => [entry.path, entry.state]))
  return answerChanges(before, after).flatMap(({ address, after: answer }): Action[] => {
    const { asset } = answer
    const state = states.get(asset)
    if (answer.kind === 'redirect')
      return [{ kind: 'redirect', address, to: answer.to, asset, reason: `"${asset}" is shown there now` }]
    return answer.kind === 'gone'
      ? [
          {
            kind: 'gone',
            address,
            asset,
            reason: state === 'published' ? `"${asset}" has no stable address any more` : `"${asset}" is ${state}`,
          },
        ]
      : []
  })
}

function recognitionProblems(identities: Identities): Problem[] {
  return [
    ...identities.ambiguous.map((choice) => warningOf('move-ambiguous', choice)),
    ...identities.fresh.flatMap(({ path, resembles }) =>
      resembles === undefined ? [] : [warningOf('move-possible', { from: resembles, to: path })],
    ),
  ]
}

const ORDER = new Map(ACTION_KINDS.map((kind, index) => [kind, index]))

function inOrder(actions: readonly Action[]): Action[] {
  return actions.toSorted((a, b) => (ORDER.get(a.kind) ?? 0) - (ORDER.get(b.kind) ?? 0) || byCodeUnit(a.address, b.address))
}
