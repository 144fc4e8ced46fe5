import type { Markup } from '../../base/markup.js'
import type { PlannedReference } from '../../types.js'
import type { View } from '../view.js'

export type Attribute = Markup['attributes'][number]

/** What the markup of a viewer is made from. */
export interface Shown {
  /** With its viewer; with members where it is a set. */
  planned: PlannedReference
  view: View
  /** The picture of a planned reference: this one, one of its members, a poster. */
  picture(planned: PlannedReference): Markup[]
  /** A member as it would stand by itself: in its viewer if it has one, else its picture. */
  content(planned: PlannedReference): Markup[]
}

/** Markup of one viewer. Pure. It has to be of use without any script, and takes no more room once the script is there. */
export type ViewerMarkup = (shown: Shown) => Markup[]

export function element(tag: string, attributes: readonly Attribute[], children: Markup['children'] = []): Markup {
  return { tag, attributes: [...attributes], children }
}
