import { build } from '../base/build-dom.js'
import type { Hotspot, Place, Shape } from './read.js'

const SVG = 'http://www.w3.org/2000/svg'

/** A hotspot as a link or button at its place on the layer; its name shows while it is pointed at or has the focus. */
export function pinOf(hotspot: Hotspot, shape: Shape): HTMLElement {
  const isArea = shape.points !== undefined || shape.radii !== undefined
  const attributes = {
    part: `hotspot ${isArea ? 'area' : 'point'}`,
    class: `pin ${isArea ? 'area' : 'point'}`,
  }
  const name = build('span', { part: 'name', class: 'name' }, hotspot.label)
  const look = isArea ? outlineOf(shape) : build('span', { part: 'dot', class: 'dot' })
  const pin = elementFor(hotspot, attributes, look, name)
  turnName(pin, shape.x, shape.y)
  const { left, top, width, height } = boxAround(shape)
  const style = { left: left + width / 2, top: top + height / 2, ...(isArea && { width, height }) }
  for (const [property, value] of Object.entries(style)) pin.style.setProperty(property, `${value * 100}%`)
  return pin
}

/** The same without a place, for a list. */
export function entryOf(hotspot: Hotspot): HTMLElement {
  return elementFor(hotspot, { part: 'entry', class: 'entry' }, hotspot.label)
}

/** Of two areas that overlap, the smaller one lies above; points above all. */
export function areaOf(shape: Shape): number {
  const { width, height } = boxAround(shape)
  return width * height
}

function elementFor(
  { link, newTab, content }: Hotspot,
  attributes: Readonly<Record<string, string>>,
  ...inside: (Node | string)[]
): HTMLElement {
  if (link === undefined)
    return build('button', { type: 'button', 'aria-haspopup': content ? 'dialog' : undefined, ...attributes }, ...inside)
  const tab = newTab ? { target: '_blank', rel: 'noopener' } : {}
  return build('a', { href: link, ...tab, ...attributes }, ...inside)
}

/** Near the left or right edge the name goes the other way, so that it stays on the picture. Places in fractions of what is seen. */
export function turnName({ classList }: Element, x: number, y: number): void {
  classList.toggle('left', x < 0.3)
  classList.toggle('right', x > 0.7)
  classList.toggle('above', y > 0.7)
}

function boxAround({ x, y, points, radii }: Shape): { left: number; top: number; width: number; height: number } {
  if (radii) return { left: x - radii.x, top: y - radii.y, width: 2 * radii.x, height: 2 * radii.y }
  if (!points) return { left: x, top: y, width: 0, height: 0 }
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top }
}

/** The outline of an area, which is what can be pressed of it. */
function outlineOf(shape: Shape): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  const drawn = (tag: 'polygon' | 'ellipse', attributes: Readonly<Record<string, string>>): SVGElement => {
    const element = document.createElementNS(SVG, tag)
    for (const [name, value] of Object.entries({ ...attributes, 'vector-effect': 'non-scaling-stroke' }))
      element.setAttribute(name, value)
    return element
  }
  const { left, top, width, height } = boxAround(shape)
  const within = ({ x, y }: Place): string => `${((x - left) / width) * 100},${((y - top) / height) * 100}`
  svg.setAttribute('viewBox', '0 0 100 100')
  svg.setAttribute('preserveAspectRatio', 'none')
  svg.setAttribute('aria-hidden', 'true')
  svg.append(
    shape.points
      ? drawn('polygon', { points: shape.points.map(within).join(' ') })
      : drawn('ellipse', { cx: '50', cy: '50', rx: '50', ry: '50' }),
  )
  return svg
}
