import { nearestName } from '../base/nearest-name.js'
import { OUTPUT } from '../base/target-address.js'
import { errorOf } from '../errors.js'
import type { PublishMode, RequiredField } from '../types.js'
import { join, type Findings } from './findings.js'
import type { Config, Profile } from './types.js'

/** What the author wrote about publishing, each value right by itself. */
export interface GivenPublish {
  publish?: PublishMode
  target?: string
  require?: readonly RequiredField[]
  fallback?: string
}

type Publish = Pick<Config, 'publish' | 'target' | 'require' | 'fallback'>

/** The rules of the site, checked against each other and against those of the profiles. */
export function resolvePublish(
  given: GivenPublish,
  profiles: readonly Profile[],
  targets: Config['targets'],
  findings: Findings,
): Publish {
  const rules: Publish = {
    publish: given.publish ?? 'immediate',
    target: given.target,
    require: given.require ?? [],
    fallback: given.fallback,
  }
  const known = [OUTPUT, ...Object.keys(targets)]
  const stated = profiles.map(
    ({ glob, target }) => [join(join('profiles', glob.replace(/\{,\/\*\*\}$/, '')), 'target'), target] as const,
  )
  for (const [option, target] of [['target', given.target] as const, ...stated]) {
    if (target === undefined || known.includes(target)) continue
    const wantedBy = `option "${option}"`
    findings.add(errorOf('unknown-target', { target, suggestion: nearestName(target, known), known, wantedBy }))
  }
  const isSelective = [rules, ...profiles].some(({ publish }) => publish === 'selective')
  // The site's target may be for the profiles; a profile that leaves the mode open may meet another one that is selective.
  if (rules.target !== undefined && !isSelective)
    findings.add(errorOf('target-unused', { target: rules.target, mode: rules.publish }))
  for (const { publish = isSelective ? 'selective' : rules.publish, target } of profiles) {
    if (target !== undefined && publish !== 'selective') findings.add(errorOf('target-unused', { target, mode: publish }))
  }
  return rules
}
