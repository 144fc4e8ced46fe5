import { isExtreme } from '../base/is-extreme.js'
import { nearestName } from '../base/nearest-name.js'
import { warningOf } from '../errors.js'
import { namedCrop } from '../plan/crop.js'
import { isRaster } from '../plan/plan-reference.js'
import type { PlannedReference, Problem, Reference, Sidecar } from '../types.js'

/** What is worth telling of a reference although it can be answered. */
export function doubtsOf({ reference, asset, sidecar, preset, main }: PlannedReference): Problem[] {
  const { path, probe } = asset
  const { crop } = main.recipe
  const crops = sidecar.crops ?? {}
  const missing = [preset.crop, ...preset.art.flatMap(({ crop: own }) => (own === undefined ? [] : [own]))].flatMap(
    (one) => namedCrop(one) ?? [],
  )
  const doubts: Problem[] = []
  for (const name of isRaster(asset) ? missing : []) {
    if (Object.hasOwn(crops, name)) continue
    const known = Object.keys(crops)
    doubts.push(warningOf('crop-missing', { path, name, suggestion: nearestName(name, known), known }, reference.place))
  }
  // Frames are one thing together, which the set has the words for.
  if (probe.kind === 'image' && reference.memberOf?.viewer !== 'spin' && lacksAlt(reference, sidecar))
    doubts.push(warningOf('alt-missing', { path }, reference.place))
  if (crop && 'rule' in crop && isExtreme(probe)) {
    const { width, height } = probe
    doubts.push(warningOf('crop-extreme', { path, rule: crop.rule, width, height }, reference.place))
  }
  return doubts
}

/** A picture whose element says nothing about it, not even that it is decoration. An address asked for while serving has no element. */
function lacksAlt({ role, attributes }: Reference, sidecar: Sidecar): boolean {
  if ((role !== 'picture' && role !== 'viewer') || !attributes) return false
  return sidecar.alt === undefined && !attributes.some(([name]) => name === 'alt')
}
