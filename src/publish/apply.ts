import { mapLimited } from '../base/concurrency.js'
import type { Config } from '../config/types.js'
import { errorOf, RenditionsError, warningOf } from '../errors.js'
import type { Known, Target } from '../ports.js'
import type { Problem } from '../types.js'
import type { Action, Decision } from './decision.js'
import { saveLedger } from './ledger-file.js'
import { saveManifest } from './manifest-file.js'
import type { HeaderRules } from './hosts/header-rules.js'
import type { PublishFiles } from './edge/publish-files.js'
import type { TextFile } from './edge/text-file.js'
import type { Manifest, ManifestEntry } from './manifest.js'
import { inPutOrder, inRemovalOrder, namesOthers } from './naming-order.js'
import { writeIntent, type IntentFile } from './recover.js'
import { writeRedirectFiles } from './redirect-files.js'
import type { RedirectRules } from './redirects.js'
import { isOurs, isSame } from './survey.js'

/** Files are small and disks are slow to answer: a few at a time, far below any limit on open files. */
const AT_ONCE = 8
/** Networks are slower still; the target itself limits what it sends at once. */
const AT_ONCE_REMOTE = 64

/** Where a publish reads and writes. */
export interface PublishEdges {
  target: Target
  files: Pick<PublishFiles, 'copy'> & { ledger: TextFile | undefined; intent: IntentFile }
  /** Version of the manifest that the decision was made on, where somebody else may write it; '' when there was none. */
  version?: string
  /** Absolute path of the verified bytes for a file's key; undefined when the cache has them no more. */
  fileOf(file: ManifestEntry): string | undefined | Promise<string | undefined>
}

/** What `publishArtifacts` did, for the report and for `finishPublish`. */
export interface ArtifactsReport {
  put: number
  /** Files that were missing at the target and that the cache has no more either. */
  lost: readonly string[]
}

/**
 * First half of a publish, before pages are written: records what is about to happen, then puts every new and missing
 * file and verifies it at the target. Writes nothing when there is nothing to do. Rejects with the first failure;
 * what was put stays on record in the intent, and the next run settles it.
 */
export async function publishArtifacts(decision: Decision, edges: PublishEdges): Promise<ArtifactsReport> {
  const puts = decision.actions.filter((action) => action.kind === 'put' || action.kind === 'restore')
  const removals = removalsOf(decision)
  const intended = [...decision.unrecorded, ...removals]
  if (intended.length > 0) await writeIntent(edges.files.intent, intended)
  const lost = new Map<string, string>()
  for (const group of inPutOrder(puts, namedBy)) {
    const without = new Set(lost.values())
    await mapLimited(group, atOnce(edges.target), async (action) => {
      // Nothing that names others comes back without them.
      const isWhole = !(action.optional && namesOthers(action.address) && without.has(action.file?.asset ?? ''))
      if (!isWhole || !(await putFile(action, edges))) lost.set(action.address, action.file?.asset ?? '')
    })
    await edges.target.flush?.()
  }
  return { put: puts.length - lost.size, lost: [...lost.keys()] }
}

/** What the second half needs from the configuration. */
export interface FinishOptions {
  hosts: Config['hosts']
  rules: RedirectRules
  /** What files are sent with; absent for the output, where that is written with the pages. */
  headers?: HeaderRules
  base: string
  report: ArtifactsReport
}

/**
 * Second half, after pages are written: redirects, ledger, manifest, and only then removals. A removal that fails
 * stays in the intent and is tried again by the next run; the failure is thrown after all others were tried.
 */
export async function finishPublish(
  decision: Decision,
  edges: PublishEdges,
  options: FinishOptions,
): Promise<{ removed: number; problems: Problem[] }> {
  const { target, files } = edges
  const { hosts, base, report, headers } = options
  // At a remote target a look for rules of a former form costs requests; its forms hardly ever change.
  const needsRules = !target.isRemote || hosts.length > 0
  const rules = needsRules
    ? await writeRedirectFiles(target, options.rules, { hosts, base, ...(headers && { headers }) })
    : { files: [], problems: [] }
  await target.flush?.()
  if (files.ledger) await saveLedger(files.ledger, decision.ledger)
  const manifest = finalManifest(decision.manifest, rules.files, report.lost)
  const isSaved = decision.isSaved && manifest === decision.manifest
  await saveManifest(target, files.copy, manifest, { isSaved, version: edges.version })
  const removals = removalsOf(decision)
  const { kept, failures } = await removeFiles(target, removals)
  if (failures.length === 0) await files.intent.remove()
  await target.close(failures.length === 0 ? manifest.files.keys() : undefined)
  if (failures.length > 0) throw failures[0]
  const problems = [
    ...rules.problems,
    ...kept.map((address) => warningOf('target-edited', { address })),
    ...missingPromises(decision, report.lost),
  ]
  return { removed: removals.length - kept.length, problems }
}

/**
 * What names others goes first. Where it cannot be removed, what it may name stays, too: the next run tries again. All else
 * is tried, whatever fails.
 */
async function removeFiles(target: Target, removals: readonly ManifestEntry[]): Promise<{ kept: string[]; failures: unknown[] }> {
  const failures: unknown[] = []
  const kept: string[] = []
  const standing = new Set<string>()
  for (const group of inRemovalOrder(removals, (file) => file)) {
    const free = group.filter(({ asset }) => asset === '' || !standing.has(asset))
    await mapLimited(free, atOnce(target), async (file) => {
      try {
        if (!(await target.remove(file.path, file))) kept.push(file.path)
      } catch (error) {
        failures.push(error)
        standing.add(file.asset)
      }
    })
    try {
      await target.flush?.()
    } catch (error) {
      // Nobody knows what of it is gone.
      return { kept, failures: [...failures, error] }
    }
  }
  return { kept, failures }
}

function namedBy({ address, file }: Action): Pick<ManifestEntry, 'path' | 'kind' | 'key'> {
  return { path: address, kind: file?.kind ?? 'immutable', key: file?.key ?? '' }
}

async function putFile(action: Action, edges: PublishEdges): Promise<boolean> {
  const { address, file, text, leadsTo, replaces, optional } = action
  const { target } = edges
  if (!file || file.digest === '') throw new Error(`nothing is rendered for "${address}": this decision was made for a dry run`)
  if (leadsTo !== undefined && target.redirect) {
    await target.redirect(address, leadsTo, text ?? '', replaces)
  } else if (text !== undefined) {
    await writeText(target, address, text, file, replaces)
  } else {
    const from = await edges.fileOf(file)
    if (from === undefined && optional) return false
    if (from === undefined) throw new RenditionsError(errorOf('artifact-damaged', { address }))
    await target.put(address, from, { ...file, immutable: file.kind === 'immutable' }, replaces)
  }
  // A remote `put` has looked already, at the price of a request.
  const found = target.isRemote ? file : await target.stat(address)
  if (!found || !isSame(found, file)) throw new RenditionsError(errorOf('artifact-damaged', { address }))
  return true
}

/** A remote target was not looked at before. */
async function writeText(
  target: Target,
  address: string,
  text: string,
  file: ManifestEntry,
  replaces: Known | undefined,
): Promise<void> {
  const found = target.isRemote ? await target.stat(address) : undefined
  if (found && isSame(found, file)) return
  if (found && !isOurs(found, file, replaces)) throw new RenditionsError(errorOf('target-conflict', { address }))
  await target.write(address, text, undefined, file.kind === 'immutable')
}

function atOnce({ isRemote }: Target): number {
  return isRemote ? AT_ONCE_REMOTE : AT_ONCE
}

function removalsOf(decision: Decision): ManifestEntry[] {
  return decision.actions.flatMap((action) => (action.kind === 'remove' && action.file ? [action.file] : []))
}

function finalManifest(manifest: Manifest, rules: readonly ManifestEntry[], lost: readonly string[]): Manifest {
  const held = [...manifest.files.values()].filter((file) => file.kind === 'redirects')
  const same = held.length === rules.length && rules.every((file) => manifest.files.get(file.path)?.digest === file.digest)
  if (same && lost.length === 0) return manifest
  const files = new Map(manifest.files)
  for (const path of [...held.map((file) => file.path), ...lost]) files.delete(path)
  for (const file of rules) files.set(file.path, file)
  return { ...manifest, files }
}

function missingPromises(decision: Decision, lost: readonly string[]): Problem[] {
  const missing = new Set(lost)
  if (missing.size === 0) return []
  return decision.ledger.entries
    .filter((entry) => entry.state === 'published')
    .flatMap(({ path, stable }) =>
      Object.keys(stable)
        .filter((address) => missing.has(address))
        .map((address) => warningOf('stable-missing', { address, path })),
    )
}
