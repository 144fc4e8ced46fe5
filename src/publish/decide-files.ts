import { digestOf } from '../base/hash.js'
import { addressAt, OUTPUT, placeOf } from '../base/target-address.js'
import { errorOf, warningOf } from '../errors.js'
import type { Problem } from '../types.js'
import { answersOf } from './answers.js'
import type { Action, DecideInput, WantedFile } from './decision.js'
import { absoluteUrl } from './public-url.js'
import type { Identities, Recognition } from './identity.js'
import type { Ledger, LedgerEntry } from './ledger.js'
import type { FileKind, ManifestEntry } from './manifest.js'
import { htmlStub, isPageAddress } from './hosts/html.js'
import { urlOf } from './redirects.js'

/** A file that has to be at the target after this publish. */
export interface DesiredFile {
  file: ManifestEntry
  /** Site path of the asset, '' for what belongs to none. */
  asset: string
  reason: string
  text?: string
  leadsTo?: string
}

/** What the files of one target follow from. */
export interface FilesInput extends Pick<DecideInput, 'wanted' | 'viewerFiles' | 'stubs' | 'urls'> {
  /** Name of the target. */
  target: string
}

/**
 * Every file that has to stand at a target, by path. Only what belongs to a published asset of the ledger gets in,
 * and a stable address only for the asset that owns it.
 */
export function desiredFiles(
  input: FilesInput,
  ledger: Ledger,
  identities: Identities,
): { desired: Map<string, DesiredFile>; problems: Problem[] } {
  const desired = new Map<string, DesiredFile>()
  const problems: Problem[] = []
  const add = (item: DesiredFile): void => {
    const other = desired.get(item.file.path)
    if (!other) desired.set(item.file.path, item)
    else if (other.file.key !== item.file.key) {
      problems.push(errorOf('address-collision', { address: item.file.path, paths: [other.asset, item.asset] }))
    }
  }
  const entries = new Map(ledger.entries.map((entry) => [entry.path, entry]))
  const reasons = reasonsOf(identities)
  for (const { path, files, target = OUTPUT } of input.wanted) {
    const entry = entries.get(path)
    if (target !== input.target || entry?.state !== 'published') continue
    for (const file of files) {
      if (file.kind === 'stable' && !Object.hasOwn(entry.stable, addressAt(target, file.path))) continue
      add({ ...desiredOf(file, entry.id), asset: path, reason: reasons.get(path) ?? 'new asset' })
    }
  }
  for (const file of input.viewerFiles) add({ ...desiredOf(file, ''), asset: '', reason: 'viewer' })
  if (input.stubs !== 'none') for (const stub of stubs(input, ledger, desired)) add(stub)
  return { desired, problems }
}

/** Promised stable addresses that nothing wanted covers: kept as they are at the target, told when they are not there. */
export function keptPromises(
  target: string,
  ledger: Ledger,
  desired: ReadonlyMap<string, DesiredFile>,
  held: ReadonlyMap<string, ManifestEntry>,
): { kept: Set<string>; problems: Problem[] } {
  const kept = new Set<string>()
  const problems: Problem[] = []
  for (const entry of ledger.entries) {
    if (entry.state !== 'published') continue
    for (const address of Object.keys(entry.stable)) {
      const place = placeOf(address)
      if (place.target !== target || desired.has(place.path)) continue
      if (held.has(place.path)) kept.add(place.path)
      else problems.push(warningOf('stable-missing', { address, path: entry.path }))
    }
  }
  return { kept, problems }
}

type PlannedAction = { action: Action; problem?: Problem } | { action: undefined; problem: Problem }

/** What has to be done so that a desired file stands there. Undefined when somebody else's file is in the way. */
export function actionFor(
  item: DesiredFile,
  held: ManifestEntry | undefined,
  found: 'nothing' | { bytes: number; digest?: string } | undefined,
): PlannedAction {
  const { file } = item
  if (typeof found === 'object') return actionOver(item, held, found)
  if (!held) return { action: actionOf('put', item, item.reason, file) }
  const same = isSameFile(held, file)
  if (found === 'nothing') {
    return {
      action: same
        ? actionOf('restore', item, 'missing at the target', recordFor(held, file))
        : actionOf('put', item, item.reason, file),
    }
  }
  const replaces = { bytes: held.bytes, digest: held.digest }
  if (held.pending === 'unsure') return { action: actionOf('put', item, 'a stopped run may not have sent it', file, replaces) }
  if (same) return { action: actionOf('keep', item, 'unchanged', recordFor(held, file)) }
  const reason = item.reason === 'unchanged' ? 'rendered differently' : item.reason
  return { action: actionOf('put', item, reason, file, replaces) }
}

/** Something stands there that is not what the manifest says. */
function actionOver(
  item: DesiredFile,
  held: ManifestEntry | undefined,
  found: { bytes: number; digest?: string },
): PlannedAction {
  const { file } = item
  if (found.bytes === file.bytes && found.digest === file.digest)
    return { action: actionOf('keep', item, held ? 'unchanged' : 'already there', file) }
  if (!held || found.bytes < 0) return { action: undefined, problem: errorOf('target-conflict', { address: file.path }) }
  const record = isSameFile(held, file) ? recordFor(held, file) : file
  // Only a known digest allows a replacement: the target refuses to overwrite anything else.
  const replaces = { bytes: found.bytes, digest: found.digest ?? held.digest }
  return {
    action: actionOf('restore', item, 'changed at the target', record, replaces),
    problem: warningOf('target-edited', { address: file.path }),
  }
}

function actionOf(
  kind: 'put' | 'restore' | 'keep',
  item: DesiredFile,
  reason: string,
  file: ManifestEntry,
  replaces?: Action['replaces'],
): Action {
  const action: Action = { kind, address: file.path, reason, asset: item.asset, file }
  if (item.text !== undefined) action.text = item.text
  if (item.leadsTo !== undefined) action.leadsTo = item.leadsTo
  if (replaces) action.replaces = replaces
  return action
}

function desiredOf({ path, bytes, digest, key, kind, text }: WantedFile, asset: string): Pick<DesiredFile, 'file' | 'text'> {
  return { file: { path, bytes, digest, key, kind, asset }, ...(text !== undefined && { text }) }
}

/**
 * What stands at each former address of a target without rules: an object that redirects where the target can make one,
 * else a page, or a copy of the bytes.
 */
function* stubs(input: FilesInput, ledger: Ledger, desired: ReadonlyMap<string, DesiredFile>): Generator<DesiredFile> {
  const kind: FileKind = 'stub'
  const ids = new Map(ledger.entries.map((entry: LedgerEntry) => [entry.path, entry.id]))
  for (const [address, answer] of answersOf(ledger)) {
    const { target, path } = placeOf(address)
    if (answer.kind !== 'redirect' || target !== input.target) continue
    const asset = ids.get(answer.asset) ?? ''
    const reason = `stands in for a redirect to "${answer.to}"`
    const to = placeOf(answer.to)
    const url = to.target === target && target === OUTPUT ? urlOf(input.urls.base, to.path) : absoluteUrl(answer.to, input.urls)
    const copied = to.target === target ? desired.get(to.path) : undefined
    if (url !== undefined && (input.stubs === 'objects' || isPageAddress(path))) {
      const text = htmlStub(url)
      const file = { path, bytes: Buffer.byteLength(text), digest: digestOf(text), key: '', kind, asset }
      yield { file, asset: answer.asset, reason, text, ...(input.stubs === 'objects' && { leadsTo: url }) }
    } else if (copied) {
      yield { file: { ...copied.file, path, kind, asset }, asset: answer.asset, reason, text: copied.text }
    }
  }
}

const REASONS: Record<Recognition, string> = {
  same: 'unchanged',
  edited: 'source edited',
  moved: 'source moved',
  respelled: 'source renamed',
  renamed: 'source renamed and edited',
  converted: 'source converted',
}

function reasonsOf(identities: Identities): Map<string, string> {
  return new Map(identities.found.map(({ path, how }) => [path, REASONS[how]]))
}

/** By bytes; by key in a dry run, where the artifact may not exist yet. */
function isSameFile(held: ManifestEntry, wanted: ManifestEntry): boolean {
  if (wanted.digest === '') return held.key === wanted.key
  return held.digest === wanted.digest && held.bytes === wanted.bytes
}

/** The record of equal bytes: the one we have when nothing in it changes, so that an unchanged manifest can be told. */
function recordFor(held: ManifestEntry, wanted: ManifestEntry): ManifestEntry {
  const same =
    held.key === wanted.key && held.kind === wanted.kind && held.asset === wanted.asset && !held.retired && !held.pending
  return same ? held : { ...wanted, bytes: held.bytes, digest: held.digest }
}
