import type { Config } from '../config/types.js'
import { OUTPUT } from '../base/target-address.js'
import { errorOf } from '../errors.js'
import type { Problem, Sidecar } from '../types.js'
import type { BindingSite, SiteParts, Unpublished } from './site-parts.js'

/** What follows from an asset's sidecars: `problem` keeps it from every output, `unpublished` from all but a preview. */
export interface Judgement {
  sidecar: Sidecar
  unpublished?: Unpublished
  problem?: Problem
}

/** Why an asset that is left to Vite may not be shown; undefined when it may. */
export async function withheld(
  { parts, judgedPaths }: Pick<BindingSite, 'parts' | 'judgedPaths'>,
  path: string,
): Promise<Problem | undefined> {
  judgedPaths.add(path)
  const { sidecar, problem } = await judge(parts, path)
  return problem ?? elsewhere(parts.config, path, sidecar)
}

/** What goes to another target only, Vite must not get. */
function elsewhere({ preview }: Config, path: string, { rule }: Sidecar): Problem | undefined {
  if (preview || !rule || rule.target === OUTPUT) return undefined
  return errorOf('asset-selective', { path, target: rule.target })
}

export async function judge(parts: SiteParts, path: string): Promise<Judgement & { problems: readonly Problem[] }> {
  const { sidecar, problems } = await parts.sidecar(path)
  const malformed = problems.find((problem) => problem.severity === 'error')
  if (malformed) return { sidecar, problems, problem: malformed }
  const { state, reason } = parts.publishState(sidecar, parts.clock.now())
  if (state === 'published') return { sidecar, problems }
  const unpublished = { state, reason }
  if (parts.config.preview) return { sidecar, problems, unpublished }
  return { sidecar, problems, unpublished, problem: errorOf('asset-unpublished', { path, ...unpublished }) }
}
