import type { Markup } from '../../base/markup.js'
import { showsHotspots } from '../../base/shows-hotspots.js'
import type { PlannedHotspot, PlannedReference, ShownShape } from '../../types.js'
import { element, type Attribute } from './shown.js'

/**
 * `<rendition-hotspots>` around what shows a picture, with the list of its hotspots: links, and what else is called by a name
 * or told. Everything may stand in a line of text, as the picture may. Films with cues of their own get
 * the element for these. Without hotspots, what was given.
 */
export function withHotspots(planned: PlannedReference, content: Markup[]): Markup[] {
  if (!showsHotspots(planned)) return content
  const { hotspots = [] } = planned
  const list = element(
    'span',
    [
      ['data-hotspots', true],
      ['role', 'list'],
    ],
    hotspots.map(itemMarkup),
  )
  return [element('rendition-hotspots', [], [...content, list])]
}

function itemMarkup({ hotspot, shown, art = [], large }: PlannedHotspot): Markup {
  const { label, link, newTab, content, data, time } = hotspot
  const attributes: Attribute[] = [
    ['role', 'listitem'],
    ...(shown ? shapeAttributes('data-', shown) : []),
    // In the order of the media queries of its <source> elements.
    ...art.flatMap((shape, at) => (shape ? shapeAttributes(`data-art${at}-`, shape) : [])),
    ...(large ? shapeAttributes('data-large-', large) : []),
    ...(time
      ? ([
          ['data-from', String(time[0])],
          ['data-to', String(time[1])],
        ] as const)
      : []),
    ...(data ? ([['data-values', JSON.stringify(data)]] as const) : []),
  ]
  const tab: Attribute[] = newTab
    ? [
        ['target', '_blank'],
        ['rel', 'noopener'],
      ]
    : []
  const name =
    link === undefined
      ? element('span', [['data-label', true]], [label])
      : element('a', [['href', link], ...tab, ['data-label', true]], [label])
  return element('span', attributes, [name, ...(content ? [element('span', [['data-content', true]], content)] : [])])
}

/** Its middle, and its outline where it is an area, in fractions of the picture. */
function shapeAttributes(prefix: string, shape: ShownShape): Attribute[] {
  const middle: Attribute[] = [
    [`${prefix}x`, short(shape.at[0])],
    [`${prefix}y`, short(shape.at[1])],
  ]
  if (shape.kind === 'point') return middle
  if (shape.kind === 'ellipse') return [...middle, [`${prefix}radii`, shape.radii.map(short).join(',')]]
  return [...middle, [`${prefix}points`, shape.points.map((point) => point.map(short).join(',')).join(' ')]]
}

/** A tenth of a pixel of the largest screens. */
function short(fraction: number): string {
  return String(Math.round(fraction * 1e5) / 1e5)
}
