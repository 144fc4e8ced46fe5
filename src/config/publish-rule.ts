import { nearestName } from '../base/nearest-name.js'
import { OUTPUT } from '../base/target-address.js'
import { errorOf } from '../errors.js'
import type { Place, Problem, PublishMode, PublishRule, RequiredField, Sidecar } from '../types.js'
import { profileFor } from './profile-for.js'
import { PUBLISH_MODES } from './publish-values.js'
import type { Config, Profile } from './types.js'

/** A word of a sidecar about publishing. Of two levels, the higher one is nearer to the asset. */
interface Word<T = string> {
  value: T
  place: Place | undefined
  level: number
}

/** What the sidecars above an asset say, each thing with where it stands; `Sidecar` has no room for that. */
export interface Said {
  level: number
  mode?: Word<PublishMode>
  target?: Word
}

export const NOTHING_SAID: Said = { level: 0 }

/** What is said once a sidecar that is nearer has been read. */
export function sayMore(
  { level: below, ...said }: Said,
  { publish, target }: Pick<Sidecar, 'publish' | 'target'>,
  places: { publish?: Place; target?: Place },
): Said {
  const level = below + 1
  const mode = PUBLISH_MODES.find((known) => known === publish)
  return {
    ...said,
    level,
    ...(mode && { mode: { value: mode, place: places.publish, level } }),
    ...(target !== undefined && { target: { value: target, place: places.target, level } }),
  }
}

export type RuleSource = Pick<Config, 'publish' | 'target' | 'targets' | 'require' | 'fallback' | 'profiles'>

/** True when all assets of a folder have one rule, unless their own sidecars say otherwise. */
export function isRuledByFolder({ profiles }: RuleSource): boolean {
  return profiles.every(({ publish, target, require, fallback }) => !publish && !target && !require && !fallback)
}

/**
 * Settles how an asset is published: for each part the nearest sidecar that says it, then the last profile that matches,
 * then the site. `selective` needs a target, and a target needs `selective`: an asset that was meant for one place only
 * must not go to another.
 */
export function publishRule(
  config: RuleSource,
  path: string,
  sidecar: Sidecar,
  said: Said,
): { rule: PublishRule; problems: Problem[] } {
  const profile = profileFor(config, path)
  const mode = said.mode?.value ?? profile.publish ?? config.publish
  const target = said.target?.value ?? profile.target ?? config.target
  const fallback = sidecar.fallback ?? profile.fallback ?? config.fallback
  const rule: PublishRule = {
    mode,
    target: mode === 'selective' && target !== undefined ? target : OUTPUT,
    ...(fallback !== undefined && { fallback }),
    lacks: (profile.require ?? config.require).filter((field) => lacks(sidecar, field)),
  }
  const problem = targetProblem({ config, path, sidecar, said, profile, mode, target })
  return { rule, problems: problem ? [problem] : [] }
}

interface TargetQuestion {
  config: RuleSource
  path: string
  sidecar: Sidecar
  said: Said
  profile: Omit<Profile, 'glob'>
  mode: PublishMode
  target: string | undefined
}

function targetProblem({ config, path, sidecar, said, profile, mode, target }: TargetQuestion): Problem | undefined {
  const known = [OUTPUT, ...Object.keys(config.targets)]
  if (said.target && !known.includes(said.target.value)) {
    const { value, place } = said.target
    return errorOf('unknown-target', { target: value, suggestion: nearestName(value, known), known }, place)
  }
  if (mode === 'selective') return target === undefined ? errorOf('target-missing', { path }, said.mode?.place) : undefined
  // What is kept back goes nowhere, so nobody need take its target out.
  if (sidecar.publish === 'draft' || sidecar.publish === 'unpublished') return undefined
  if (said.target && said.target.level >= (said.mode?.level ?? 0))
    return errorOf('target-unused', { target: said.target.value, path, mode }, said.target.place)
  // A sidecar that is nearer may take an asset out of a selective folder.
  const isProfiles = profile.target !== undefined && !said.mode && !said.target
  return isProfiles ? errorOf('target-unused', { target: profile.target ?? '', path, mode }) : undefined
}

/** An empty `alt` says that the picture is decoration; an empty credit says nothing. */
function lacks(sidecar: Sidecar, field: RequiredField): boolean {
  const text = sidecar[field]
  return text === undefined || (field !== 'alt' && text.trim() === '')
}
