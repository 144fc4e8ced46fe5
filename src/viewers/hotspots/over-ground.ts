import { build } from '../base/build-dom.js'
import { MOVE, type Ground, type Spot } from '../base/ground.js'
import { onEnd } from '../base/viewer-element.js'
import type { Box } from './drawn-box.js'
import { layerOf, type Layer } from './layer.js'
import { letThrough } from './let-through.js'
import { boxesOf, directionsOf } from './measure.js'
import { outlineAround } from './outline-around.js'
import { turnName } from './pin.js'
import { picturesOf, shapeOn, type Hotspot, type Shape } from './read.js'

interface GroundSetting {
  viewer: HTMLElement
  ground: Ground
  /** The element that the events come from. */
  source: HTMLElement
  life: AbortSignal
}

/** A hotspot on one picture of its viewer; `outline` is only a point where it is one. */
interface Found {
  picture: number
  shape: Shape
  outline: readonly Spot[]
}

/**
 * Lays hotspots over the picture of a viewer that moves it, in the slot that it has for that, and keeps them where their places
 * are seen. Those out of sight stay in reach of the keyboard: the viewer turns to the one that gets the focus.
 */
export function layOverGround(hotspots: readonly Hotspot[], { viewer, ground, source, life }: GroundSetting): Layer {
  const host = build('div', { slot: 'hotspots' })
  const found = new Map(hotspots.map((one) => [one, foundOn(ground, one, source)]))
  const shapeOf = (one: Hotspot): Shape | undefined => found.get(one)?.[0]?.shape
  const layer = layerOf(hotspots, { host, source, shapeOf, life })
  layer.element.classList.add('whole')
  host.shadowRoot?.replaceChildren(layer.element)
  const place = (): void => {
    const { clientWidth: width, clientHeight: height } = ground.surface
    const { touchAction } = getComputedStyle(ground.surface)
    const outlineOf = measure(ground)
    // All are measured before one is moved, or the browser would lay out the page for each.
    const seen = layer.pins.map(({ hotspot }) => firstSeen(found.get(hotspot) ?? [], outlineOf))
    host.style.setProperty('--touch', touchAction)
    for (const [at, pin] of layer.pins.entries()) {
      pin.shape = seen[at]?.shape ?? pin.shape
      put(pin.element, seen[at]?.outline ?? [], { width, height })
    }
  }
  for (const { element, hotspot, shape } of layer.pins) {
    const pictures = (found.get(hotspot) ?? []).map(({ picture }) => picture)
    const reveal = (): void => {
      if (element.classList.contains('out')) ground.reveal(shape, pictures)
    }
    element.addEventListener('focus', reveal, { signal: life })
  }
  letThrough(layer.element, ground.surface, life)
  ground.pins = () => layer.pins.filter(({ element }) => !element.hidden).map(({ element, shape: at }) => ({ element, at }))
  viewer.append(host)
  viewer.addEventListener(MOVE, place, { signal: life })
  onEnd(life, () => {
    host.remove()
    ground.pins = undefined
  })
  place()
  return layer
}

/** Where a hotspot is on each picture that it is on, in the crops that are shown now. */
function foundOn(ground: Ground, hotspot: Hotspot, source: Element): Found[] {
  const isLarge = 'outline' in ground
  return (isLarge ? [0] : picturesOf(hotspot)).flatMap((picture) => {
    // A film has no other form that would be larger.
    const shape = isLarge ? (hotspot.large ?? hotspot.shown) : shapeOn(hotspot, picture, directionOf(source, picture))
    if (!shape) return []
    const { x, y } = shape
    const outline = outlineAround(shape)
    return [{ picture, shape: outline.length > 1 ? { x, y, points: outline } : { x, y }, outline }]
  })
}

/** Which of a picture's other crops is shown, by its place in the order of their media queries; -1 for none of them. */
function directionOf(source: Element, picture: number): number {
  const image = source.querySelectorAll('img')[picture]
  return image ? directionsOf(image).findIndex(({ matches }) => matches) : -1
}

type Outlining = (found: Found) => readonly Spot[]

/** The first that is on a picture that shows, with its outline in CSS pixels of the surface. */
function firstSeen(found: readonly Found[], outlineOf: Outlining): Found | undefined {
  for (const one of found) {
    const outline = outlineOf(one)
    if (outline.length > 0) return { ...one, outline }
  }
  return undefined
}

/** What tells where outlines are now. */
function measure(ground: Ground): Outlining {
  if ('outline' in ground) return ({ outline }) => ground.outline(outline)
  const { surface } = ground
  const box = surface.getBoundingClientRect()
  // Inside something that is scaled, the window's pixels are not the surface's.
  const scale = surface.clientWidth / (box.width || 1)
  const pictures = new Map<number, Box | undefined>()
  return ({ picture, shape, outline }) => {
    if (!pictures.has(picture)) {
      const image = ground.image(picture)
      pictures.set(picture, image && boxesOf(image).drawn)
    }
    const drawn = pictures.get(picture)
    if (!drawn) return []
    const onSurface = ({ x, y }: Spot): Spot => ({
      x: (drawn.left + x * drawn.width - box.left) * scale,
      y: (drawn.top + y * drawn.height - box.top) * scale,
    })
    return ground.shows?.(picture, onSurface(shape)) === false ? [] : outline.map(onSurface)
  }
}

/**
 * A point is in sight or not; of an area the box around what is seen of it is what gets the focus. By transformations, because
 * what moves by them counts as no shift of the page's layout.
 */
function put(element: HTMLElement, outline: readonly Spot[], size: { width: number; height: number }): void {
  const [xs, ys] = [outline.map(({ x }) => x), outline.map(({ y }) => y)]
  const [left, right] = [Math.max(0, Math.min(...xs)), Math.min(size.width, Math.max(...xs))]
  const [top, bottom] = [Math.max(0, Math.min(...ys)), Math.min(size.height, Math.max(...ys))]
  const isSeen = left <= right && top <= bottom
  element.classList.toggle('out', !isSeen)
  const [x, y] = isSeen ? [(left + right) / 2, (top + bottom) / 2] : [size.width / 2, size.height / 2]
  const { style } = element
  style.transform = `translate(${x}px, ${y}px)`
  if (!isSeen) return
  turnName(element, x / size.width, y / size.height)
  const drawing = element.querySelector('svg')
  if (!drawing) return
  const [width, height] = [Math.max(1, right - left), Math.max(1, bottom - top)]
  style.width = `${width}px`
  style.height = `${height}px`
  drawing.setAttribute('viewBox', `${left} ${top} ${width} ${height}`)
  drawing.firstElementChild?.setAttribute('points', outline.map((spot) => `${spot.x},${spot.y}`).join(' '))
}
