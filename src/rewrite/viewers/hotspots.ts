import type { Markup } from '../../base/markup.js'
import { showsHotspots, showsInTurn } from '../../base/shows-hotspots.js'
import type { Hotspot, PlannedHotspot, PlannedReference, ShownShape } from '../../types.js'
import { element, type Attribute } from './shown.js'

/**
 * `<rendition-hotspots>` around what shows a picture, with the list of its hotspots: links, and what else is called by a name
 * or told. Everything may stand in a line of text, as the picture may. Films with cues of their own get
 * the element for these. Where the pictures of a set are shown in turn, it is one list of all their hotspots. Without hotspots,
 * what was given.
 */
export function withHotspots(planned: PlannedReference, content: Markup[]): Markup[] {
  if (!showsHotspots(planned)) return content
  const { hotspots = [], viewer, members = [] } = planned
  const items = viewer && showsInTurn(viewer) ? mergedItems(members) : hotspots.map(soleItem)
  const list = element(
    'span',
    [
      ['data-hotspots', true],
      ['role', 'list'],
    ],
    items,
  )
  return [element('rendition-hotspots', [], [...content, list])]
}

function soleItem(planned: PlannedHotspot): Markup {
  const { hotspot, large } = planned
  return itemMarkup(hotspot, [...placesOf(planned), ...(large ? shapeAttributes('data-large-', large) : [])])
}

/**
 * One item for each hotspot of several pictures, with its place on each: what has the same label and says the same is the same,
 * the first on one picture and the first on another. Only the first picture has its places without a number.
 */
function mergedItems(members: readonly PlannedReference[]): Markup[] {
  const items = new Map<string, { hotspot: Hotspot; places: Attribute[] }>()
  for (const [picture, { hotspots = [] }] of members.entries()) {
    const own = new Set<string>()
    for (const one of hotspots) {
      const { label, link, newTab, content, data } = one.hotspot
      const isPoint = one.hotspot.shape.kind === 'point' || one.hotspot.shape.kind === 'direction'
      let key = JSON.stringify([label, link, newTab, content, data, isPoint])
      while (own.has(key)) key += '+'
      own.add(key)
      const item = items.get(key) ?? { hotspot: one.hotspot, places: [] }
      item.places.push(...placesOf(one, picture === 0 ? '' : `frame${picture}-`))
      items.set(key, item)
    }
  }
  return Array.from(items.values(), ({ hotspot, places }) => itemMarkup(hotspot, places))
}

/** Where a hotspot is on a picture, and on each of its other crops. */
function placesOf({ shown, art = [] }: PlannedHotspot, picture = ''): Attribute[] {
  return [
    ...(shown ? shapeAttributes(`data-${picture}`, shown) : []),
    // In the order of the media queries of its <source> elements.
    ...art.flatMap((shape, at) => (shape ? shapeAttributes(`data-${picture}art${at}-`, shape) : [])),
  ]
}

function itemMarkup({ label, link, newTab, content, data, time }: Hotspot, places: readonly Attribute[]): Markup {
  const attributes: Attribute[] = [
    ['role', 'listitem'],
    ...places,
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
