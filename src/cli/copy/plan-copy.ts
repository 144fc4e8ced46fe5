import type { Call } from '../command.js'
import { isMediaYaml, readDocument } from '../documents.js'
import type { LoadedSite } from '../load-site.js'
import { chooseMoves, type MoveStep } from '../move/choose-moves.js'
import { diskTree } from '../move/disk-tree.js'
import { inheritanceChanges, profileChanges } from '../move/inherited-changes.js'
import { configFileOf, styleOf, wishOf } from '../move/plan-move.js'
import { relocateDocument, type LeftOver, type Relocation } from '../move/relocate.js'
import type { UrlChange } from '../move/rewrite-document.js'
import { siteWorld } from '../site-world.js'

/** One file to copy. */
export interface CopyStep {
  /** Site paths. */
  from: string
  to: string
  /** A file stands at `to` and is replaced (`--force`). */
  overwrites: boolean
  /** What the copy says instead, because it stands elsewhere: sidecars and sets. */
  text?: string
}

/** Everything one `cp` would do. */
export interface CopyPlan {
  steps: readonly CopyStep[]
  changes: readonly UrlChange[]
  left: readonly LeftOver[]
}

/**
 * What `cp FROM TO` means, by the rules of `mv`. Assets go, with sidecars and sets, and with what those name kept right:
 * the copy where it was copied along, else the same file. Pages and code stay. Reads; changes nothing.
 */
export async function planCopy(call: Call, site: LoadedSite, assets: readonly string[]): Promise<CopyPlan> {
  const { root, config } = site
  const tree = diskTree(root, assets)
  const moves = chooseMoves(wishOf(call, site, assets, 'cp'), tree, config)
  const known = new Set(assets)
  const files = new Map([...moves.files].filter(([from]) => known.has(from) || isMediaYaml(from)))
  const relocation: Relocation = {
    files,
    assets,
    before: siteWorld(site, assets),
    after: siteWorld(site, [...assets, ...files.values()]),
    style: styleOf(site),
  }
  const overwritten = new Set(moves.steps.filter((step) => step.overwrites).map((step) => step.to))
  const told = await Promise.all([...files].map(([from, to]) => copyOf(root, from, to, relocation)))
  return {
    steps: told.map(({ step }) => ({ ...step, overwrites: overwritten.has(step.to) })),
    changes: told.flatMap(({ changes }) => changes),
    left: [
      ...told.flatMap(({ left }) => left),
      ...[...moves.files].flatMap(([from]) => (files.has(from) ? [] : [notCopied(from)])),
      ...strangers(moves.steps, files, tree.kindOf),
      ...inheritanceChanges(assets, files, tree),
      ...profileChanges(assets, files, config, configFileOf(site)),
    ],
  }
}

async function copyOf(
  root: string,
  from: string,
  to: string,
  relocation: Relocation,
): Promise<{ step: Omit<CopyStep, 'overwrites'>; changes: readonly UrlChange[]; left: readonly LeftOver[] }> {
  const document = isMediaYaml(from) ? await readDocument(root, from) : undefined
  if (!document) return { step: { from, to }, changes: [], left: [] }
  const { change, left } = relocateDocument(document, relocation)
  const isSame = change.rewritten === document.text
  return { step: { from, to, ...(!isSame && { text: change.rewritten }) }, changes: change.changes, left }
}

function notCopied(path: string): LeftOver {
  return { place: { file: path, line: 1, column: 1 }, text: path, reason: 'not copied: it is no asset' }
}

/** A sidecar that stands at the new name already would speak for the copy. */
function strangers(
  steps: readonly MoveStep[],
  files: ReadonlyMap<string, string>,
  kindOf: (path: string) => 'file' | 'folder' | undefined,
): LeftOver[] {
  const arrived = new Set(files.values())
  return steps.flatMap(({ to, kind }) => {
    const sidecar = `${to}.media.yaml`
    if (kind === 'folder' || isMediaYaml(to) || arrived.has(sidecar) || kindOf(sidecar) === undefined) return []
    return [
      { place: { file: sidecar, line: 1, column: 1 }, text: to, reason: `was there already, and speaks for the new "${to}"` },
    ]
  })
}
