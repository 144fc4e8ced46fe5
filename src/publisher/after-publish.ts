import type { ArtifactsReport } from '../publish/apply.js'
import type { Decision, DecideInput } from '../publish/decision.js'
import { MANIFEST_PATH } from '../publish/manifest.js'
import { restAfter, type TargetRest } from '../publish/outlook.js'
import type { WantedFiles } from '../wanted/wanted-files.js'

/** A publish that is over. */
export interface Finished {
  input: DecideInput
  decision: Decision
  report: ArtifactsReport | undefined
  /** Nothing was found to tell, and no asset was spared: another decision about the same would be the same. */
  isCertain: boolean
  wanted: Pick<WantedFiles, 'has'>
  /** Folder of immutable addresses. */
  addresses: string
}

/** How a publish left its target, when it left nothing to do later; else undefined. */
export function restOf({ input, decision, report, isCertain, wanted, addresses }: Finished): TargetRest | undefined {
  const rest = isCertain ? restAfter(input, decision, report?.lost ?? []) : undefined
  const canSkip = isSettled(decision, wanted)
  if (!rest && !canSkip) return undefined
  // Files of rules are written anew by each build, and a decision does not look at them.
  const lone = [...decision.manifest.files.values()].filter(
    ({ path, kind }) => kind !== 'redirects' && !path.startsWith(`${addresses}/`),
  )
  // Files below the folder show by the times of the folders they are in: bundles have many.
  const folders = [...decision.manifest.files.keys()].filter((path) => path.startsWith(`${addresses}/`)).map(folderOf)
  const paths = [MANIFEST_PATH, ...new Set([addresses, ...folders]), ...lone.map(({ path }) => path)]
  return { paths, canSkip, rest }
}

/** True when the next build need not publish if it wants the same. */
function isSettled({ manifest, ledger, actions, problems }: Decision, wanted: Pick<WantedFiles, 'has'>): boolean {
  const isDone = actions.every(({ kind }) => kind === 'keep' || kind === 'put') && problems.length === 0
  const files = [...manifest.files.values()]
  const isSimple = files.every(({ retired, kind }) => !retired && kind !== 'redirects' && kind !== 'stub')
  const isKnown = ledger.entries.every((entry) => wanted.has(entry.path) && Object.keys(entry.former).length === 0)
  return isDone && isSimple && isKnown
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** What was done at the target, in words; '' when nothing changed. */
export function publishedText({ actions }: Decision, put: number, removed: number): string {
  const count = (kind: string): number => actions.filter((action) => action.kind === kind).length
  const facts = [
    [put, 'published'],
    [count('move'), 'moved'],
    [count('redirect'), 'redirected'],
    [count('gone'), 'gone (410)'],
    [count('retire'), 'in grace'],
    [removed, 'removed'],
  ] as const
  const told = facts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`)
  return told.length > 0 ? `  ${told.join(', ')}` : ''
}
