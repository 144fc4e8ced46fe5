import type { Problem, Reference } from '../types.js'
import type { BindingSite, Bound } from './site-parts.js'

/** Missing files are an error where the reference asked for something of ours, else a warning: real sites carry dead links. */
export function refuse(site: BindingSite, reference: Reference, problem: Problem, always = false): Bound {
  const placed: Problem = { ...problem, place: reference.place, severity: always || reference.explicit ? 'error' : 'warning' }
  site.report([placed])
  return placed.severity === 'error' ? { kind: 'failed', reference, problem: placed } : { kind: 'left', problem: placed }
}

/** A sidecar's own mistake is told once, where it is written; a state is told at every reference. */
export function withhold(site: BindingSite, reference: Reference, problem: Problem): Bound {
  if (problem.place === undefined) return refuse(site, reference, problem, true)
  site.report([problem])
  return { kind: 'failed', reference, problem }
}
