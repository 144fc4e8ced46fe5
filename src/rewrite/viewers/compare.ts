import type { Markup } from '../../base/markup.js'
import type { PlannedReference } from '../../types.js'
import { ownAttributes } from '../own-attributes.js'
import { altOf, largeLink, titleOf } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Attribute, type Shown, type ViewerMarkup } from './shown.js'

/**
 * `<rendition-compare>` with its two pictures, before and after, each with its title as a label and a link to its large
 * picture. The style sheet lays one on the other, half of each to be seen; a pointer or the focus on one shows the whole of it.
 * Spans, because they may stand in a paragraph.
 */
export const compareMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const { members = [], reference } = planned
  const sides = members.map((member) => {
    const content = picture(member)
    const shown = reference.insideLink ? content : [largeLink(member, view, content)]
    return element('span', [], [...shown, ...label(member)])
  })
  return [element('rendition-compare', [...nameOf(planned), ...ofAnyElement(planned), ...optionAttributes(planned)], sides)]
}

/** What the two show together, where the author says so. */
function nameOf(planned: PlannedReference): Attribute[] {
  const name = altOf(planned) || titleOf(planned)
  return name === '' ? [] : [['role', 'group'] as const, ['aria-label', name] as const]
}

/** What the author wrote that means the same on an element that is no picture. */
function ofAnyElement({ reference }: PlannedReference): Attribute[] {
  return ownAttributes(reference).filter(([name]) => /^(?:class|id|lang|dir|hidden|data-.*)$/.test(name))
}

function label(member: PlannedReference): Markup[] {
  const title = titleOf(member)
  return title === '' ? [] : [element('span', [], [title])]
}
