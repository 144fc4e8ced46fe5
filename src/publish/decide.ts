import { addressAt, OUTPUT } from '../base/target-address.js'
import { errorOf, warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import { decideFiles } from './decide-target.js'
import { draftLedger } from './decide-ledger.js'
import { inOrder, type Action, type DecideInput, type Decision } from './decision.js'
import { identify, type Identities } from './identity.js'
import { answerChanges, describeLedgerChanges } from './ledger-changes.js'
import { isSameEntry, type Ledger } from './ledger.js'
import { movesSince } from './moves-since.js'
import { removalGuard } from './removal-guard.js'
import { offerOf, settleClaims } from './settle-claims.js'

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
  const { ledger, problems } = settleClaims(draftLedger(input, identities), input.ledger, reuse, offersOf(input.wanted))
  const files = decideFiles({ ...input, target: OUTPUT }, identities, ledger)
  const ledgerChanges = describeLedgerChanges(input.ledger, ledger)
  const frozen = input.frozen === true && ledgerChanges.length > 0 ? [errorOf('ledger-frozen', { changes: ledgerChanges })] : []
  const told = toldLedger(input)
  const moves = moveActions(identities, ledger)
  const known = new Set(moves.map(({ address }) => address))
  const others = movesSince(told.entries, ledger.entries).filter(({ address }) => !known.has(address))
  return {
    actions: inOrder([...files.actions, ...moves, ...others, ...answerActions(told, ledger)]),
    ledger,
    ledgerChanges,
    manifest: files.manifest,
    isSaved: files.manifest === input.manifest,
    unrecorded: files.unrecorded,
    problems: [...frozen, ...problems, ...files.problems, ...recognitionProblems(identities)],
  }
}

function offersOf(wanted: DecideInput['wanted']): Set<string> {
  const offers = wanted.flatMap(({ path, target = OUTPUT, files }) =>
    files.filter((file) => file.isOffered).map((file) => offerOf(path, addressAt(target, file.path))),
  )
  return new Set(offers)
}

/** The ledger of the last publish to the output: one that came with a commit may say more, and nobody was told here. */
function toldLedger({ manifest, ledger }: DecideInput): Ledger {
  const { ledger: told } = manifest
  const isSame =
    told.length === ledger.entries.length && told.every((entry, at) => isSameEntry(entry, ledger.entries[at] ?? entry))
  return told.length === 0 || isSame ? ledger : { entries: told }
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
