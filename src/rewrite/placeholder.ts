import type { Markup } from '../base/markup.js'
import type { PlannedReference } from '../types.js'
import { attributeOf } from './markup-tree.js'
import type { View } from './view.js'

type Attribute = Markup['attributes'][number]

/**
 * Attributes that show something until the picture is there: `style` (before the author's own declarations, which
 * therefore win), or only `data-*` where inline style is off. None for pictures one can see through, behind which a
 * placeholder would stay visible.
 */
export function placeholderAttributes(planned: PlannedReference, view: View, own: readonly Attribute[]): Attribute[] {
  const kind = planned.preset.placeholder
  const data = planned.placeholder && view.placeholder(planned.placeholder.key)
  if (!data || kind === 'none' || isTransparent(planned)) return []
  const marks: Attribute[] = kind === 'thumbhash' ? [['data-thumbhash', data.thumbhash]] : []
  if (!view.inlineStyle) return kind === 'thumbhash' ? marks : [['data-placeholder-color', data.color]]
  const style =
    kind === 'color' ? `background-color:${data.color}` : `background:${data.color} url("${data.blur}") center/cover no-repeat`
  const written = attributeOf(own, 'style')?.trim()
  return [...marks, ['style', written ? `${style};${written}` : style]]
}

function isTransparent(planned: PlannedReference): boolean {
  return planned.asset.probe.hasAlpha && planned.groups.at(-1)?.format !== 'jpeg'
}
