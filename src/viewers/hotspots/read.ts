/** A place on a picture, in fractions of its width and height. */
export interface Place {
  x: number
  y: number
}

/** Its middle, and what it looks like: a point, an area of corners, or an ellipse of two radii. */
export interface Shape extends Place {
  points?: readonly Place[]
  radii?: Place
}

/** One hotspot, as read from its markup. */
export interface Hotspot {
  /** Undefined for those of a film's cues. */
  item?: Element
  /** Where it is in the list, from 0. */
  index: number
  label: string
  /** Absolute address it leads to. */
  link: string | undefined
  newTab: boolean
  /** What its dialog shows. */
  content: HTMLElement | undefined
  data: Readonly<Record<string, string | number | boolean>>
  /** Undefined where it is cut off. */
  shown: Shape | undefined
  /** The same where another crop shows, by a media query of the picture. */
  art: readonly (Shape | undefined)[]
  /** On the large picture; undefined where it is cut off there. */
  large: Shape | undefined
  /** Seconds of a film during which it is there. */
  time: readonly [start: number, end: number] | undefined
}

/** The list in an element that shows hotspots. */
export function listOf(element: Element): HTMLElement | undefined {
  return element.querySelector<HTMLElement>(':scope > [data-hotspots]') ?? undefined
}

/** The hotspots of a list, in its order. `directions` is how many other crops the picture has. */
export function readHotspots(list: Element, directions = 0): Hotspot[] {
  return [...list.children].flatMap((item, index) => {
    const label = item.querySelector<HTMLElement>('[data-label]')
    if (!label || !(item instanceof HTMLElement)) return []
    const link = label instanceof HTMLAnchorElement ? label : undefined
    const [from, to] = [numberIn(item, 'data-from'), numberIn(item, 'data-to')]
    return [
      {
        item,
        index,
        label: label.textContent.trim(),
        link: link?.href || undefined,
        newTab: link?.target === '_blank',
        content: item.querySelector<HTMLElement>('[data-content]') ?? undefined,
        data: valuesOf(item.dataset['values']),
        shown: shapeOf(item, 'data-'),
        art: Array.from({ length: directions }, (_, at) => shapeOf(item, `data-art${at}-`)),
        large: shapeOf(item, 'data-large-'),
        time: from !== undefined && to !== undefined ? [from, to] : undefined,
      } satisfies Hotspot,
    ]
  })
}

/** The pictures of a set that a hotspot is on, by their numbers. */
export function picturesOf({ item, shown, art }: Hotspot): number[] {
  const others = Array.from(item?.attributes ?? [], ({ name }) => /^data-frame(\d+)-(?:art\d+-)?x$/.exec(name)?.[1])
  const isOnFirst = shown !== undefined || art.some((shape) => shape !== undefined)
  return [...new Set([...(isOnFirst ? [0] : []), ...others.flatMap((number) => (number ? [Number(number)] : []))])]
}

/** Where a hotspot is on a picture, in the crop of a media query by its number; -1 for the crop without one. */
export function shapeOn({ item, shown, art }: Hotspot, picture: number, direction: number): Shape | undefined {
  if (picture === 0) return direction < 0 ? shown : art[direction]
  return item && shapeOf(item, `data-frame${picture}-${direction < 0 ? '' : `art${direction}-`}`)
}

function shapeOf(item: Element, prefix: string): Shape | undefined {
  const [x, y] = [numberIn(item, `${prefix}x`), numberIn(item, `${prefix}y`)]
  if (x === undefined || y === undefined) return undefined
  const points = placesIn(item.getAttribute(`${prefix}points`))
  const [radii] = placesIn(item.getAttribute(`${prefix}radii`))
  return { x, y, ...(points.length > 2 && { points }), ...(radii && { radii }) }
}

/** `0.1,0.2 0.4,0.2` */
function placesIn(text: string | null): Place[] {
  const pairs = (text ?? '').split(' ').map((pair) => pair.split(',').map(Number))
  return pairs.flatMap(([x = NaN, y = NaN]) => (Number.isFinite(x) && Number.isFinite(y) ? [{ x, y }] : []))
}

function numberIn(item: Element, attribute: string): number | undefined {
  const text = item.getAttribute(attribute)
  const value = text ? Number(text) : NaN
  return Number.isFinite(value) ? value : undefined
}

function valuesOf(text: string | undefined): Hotspot['data'] {
  try {
    return text ? (JSON.parse(text) as Hotspot['data']) : {}
  } catch {
    return {}
  }
}
