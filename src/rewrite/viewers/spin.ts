import { frameGroups, frameOf } from '../../base/spin-frame.js'
import type { PlannedReference, Rendition } from '../../types.js'
import type { View } from '../view.js'
import { worthwhileGroups } from '../worthwhile-groups.js'
import { altOf, largeLink } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Attribute, type Shown, type ViewerMarkup } from './shown.js'

/**
 * `<rendition-spin>` around the first frame, which links to its large picture. The frames' addresses stand in `frames`, those
 * of the large pictures, where they are larger, in `large`: separated by spaces, row by row.
 */
export const spinMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const { members = [], reference } = planned
  const [first] = members
  if (!first) return []
  const frame = named(first, planned)
  const frames = members.map((member) => frameIn(member, view))
  const large = members.flatMap((member, at) => largerOf(member, frames[at]) ?? [])
  const attributes: Attribute[] = [
    ['frames', addressList(frames, view)],
    ...(large.length === members.length ? [['large', addressList(large, view)] as const] : []),
    ...optionAttributes(planned),
  ]
  const content = picture(frame)
  return [element('rendition-spin', attributes, reference.insideLink ? content : [largeLink(frame, view, content)])]
}

/** The first frame with what the author says of the whole: the attributes of the reference, and the set's own words. */
function named(first: PlannedReference, planned: PlannedReference): PlannedReference {
  const own = planned.reference.attributes ?? []
  const its = (first.reference.attributes ?? []).filter(([name]) => !own.some(([other]) => other === name))
  const alt = altOf(planned)
  const attributes = [...its, ...own].filter(([name]) => name !== 'alt' || alt === '')
  const { title = planned.sidecar.title } = first.sidecar
  return {
    ...first,
    reference: { ...planned.reference, role: 'picture', attributes: alt === '' ? attributes : [...attributes, ['alt', alt]] },
    sidecar: { ...first.sidecar, ...(title !== undefined && { title }) },
  }
}

/** In WebP where that is smaller. */
function frameIn(member: PlannedReference, view: View): Rendition {
  const [group] = worthwhileGroups(frameGroups(member.groups), view)
  return (group && frameOf(group)) ?? member.main
}

function largerOf(member: PlannedReference, frame: Rendition | undefined): Rendition | undefined {
  const large = member.large?.candidates.at(-1)?.rendition
  return large && frame && large.recipe.width > frame.recipe.width ? large : undefined
}

function addressList(renditions: readonly Rendition[], view: View): string {
  return renditions.map((rendition) => view.address(rendition).replace(/\s/g, encodeURIComponent)).join(' ')
}
