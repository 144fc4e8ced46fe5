import { readFile } from 'node:fs/promises'
import { folderRuns } from '../../base/folder-runs.js'
import { OUTPUT } from '../../base/target-address.js'
import { fromSitePath } from '../../base/site-path.js'
import { parseSidecar, type ParsedSidecar } from '../../config/parse-sidecar.js'
import { publishState } from '../../config/publish-state.js'
import {
  addSidecar,
  createSidecars,
  ruled,
  type ReadSidecars,
  type SidecarFinding,
  type Sidecars,
} from '../../config/sidecars.js'
import type { Config } from '../../config/types.js'
import type { LedgerState } from '../../publish/ledger.js'
import type { Problem, PublishState, Sidecar } from '../../types.js'
import type { RuleToday } from '../reports.js'

/** What the rules make of an asset now, whatever the ledger says. */
export interface AssetState {
  /** `unknown`: its sidecars have errors, so it is not published. */
  state: PublishState | 'unknown'
  reason: string
  sidecar: Sidecar
  problems: readonly Problem[]
}

/** An asset with what can be changed to change its state. */
export interface Adjustable extends AssetState {
  path: string
  /** Site path of its own sidecar, whether it is there or not. */
  file: string
  /** The sidecar's text; undefined when there is none. */
  text: string | undefined
  /** What its own sidecar says. */
  own: ParsedSidecar | undefined
  /** What the state would be with another text. */
  stateWith(text: string | undefined): Promise<AssetState>
}

/**
 * The state of an asset by its sidecars, profiles and the site: one listing per folder, and a file read only for those that
 * have one. Mode and target are in `sidecar.rule`.
 */
export function stateReader({ root, config }: SitePlace, now: number): (path: string) => Promise<AssetState> {
  const sidecars = createSidecars(root, config, config)
  const stateBy = stateReaderOf(now)
  return async (path) => stateBy(await sidecars.of(path))
}

function stateReaderOf(now: number): (finding: SidecarFinding) => AssetState {
  // Assets without a sidecar of their own share what is said about them.
  const known = new WeakMap<SidecarFinding, AssetState>()
  return (finding) => {
    const state = known.get(finding) ?? stateOf(finding, now)
    known.set(finding, state)
    return state
  }
}

/**
 * What today's rules make of assets that the ledger has, as far as it is not what the ledger says: another state, another
 * mode than `immediate`, another target than the output.
 */
export async function rulesToday(
  { root, config }: SitePlace,
  assets: Iterable<{ path: string; state: LedgerState }>,
  now: number,
): Promise<Map<string, RuleToday>> {
  const sidecars = createSidecars(root, config, config)
  const stateBy = stateReaderOf(now)
  const rules = new Map<string, RuleToday>()
  const runs = folderRuns(assets)
  const folders = await Promise.all(runs.map(({ folder }) => sidecars.folder(folder)))
  for (const [index, { files }] of runs.entries()) {
    for (const { path, state: recorded } of files) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      if (!folders[index]?.has(name)) {
        if (recorded !== 'deleted') rules.set(path, { state: 'deleted', reason: 'its file is not there' })
        continue
      }
      const { state, reason, sidecar } = stateBy(folders[index].shared(name) ?? (await sidecars.of(path)))
      const { mode = 'immediate', target = OUTPUT } = sidecar.rule ?? {}
      if (state !== recorded || mode !== 'immediate' || target !== OUTPUT) rules.set(path, { state, reason, mode, target })
    }
  }
  return rules
}

interface SitePlace {
  root: string
  config: Config
}

/** The same for assets whose state is to be changed. */
export async function adjustable({ root, config }: SitePlace, paths: Iterable<string>, now: number): Promise<Adjustable[]> {
  const sidecars = createSidecars(root, config, config)
  const found: Adjustable[] = []
  for (const path of paths) found.push(await adjustableOf(root, config, sidecars, path, now))
  return found
}

async function adjustableOf(root: string, config: Config, sidecars: Sidecars, path: string, now: number): Promise<Adjustable> {
  const [finding, inherited] = await Promise.all([sidecars.of(path), sidecars.inherited(path)])
  const [nearest] = finding.sidecar.files
  const isThere = nearest !== undefined && nearest !== inherited.sidecar.files[0]
  const file = isThere ? nearest : `${path}.media.yaml`
  const text = isThere ? await readFile(fromSitePath(root, file), 'utf8') : undefined
  return {
    ...stateOf(finding, now),
    path,
    file,
    text,
    own: text === undefined ? undefined : await parseSidecar(text, file),
    stateWith: (other) => stateWith(config, path, file, other, inherited, now),
  }
}

async function stateWith(
  config: Config,
  path: string,
  file: string,
  text: string | undefined,
  inherited: ReadSidecars,
  now: number,
): Promise<AssetState> {
  const read = text === undefined ? inherited : addSidecar(file, await parseSidecar(text, file), inherited)
  return stateOf(ruled(path, read, config), now)
}

function stateOf({ sidecar, problems }: { sidecar: Sidecar; problems: readonly Problem[] }, now: number): AssetState {
  const error = problems.find(({ severity }) => severity === 'error')
  if (!error) return { ...publishState(sidecar, now), sidecar, problems }
  const { place, message } = error
  const reason = `${place ? `${place.file}:${place.line}:${place.column} ` : ''}${message.replace(/\.$/, '')}`
  return { state: 'unknown', reason, sidecar, problems }
}
