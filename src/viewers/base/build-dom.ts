type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * An element with attributes (`true` is an empty one; `false` and `undefined` are left out) and content. Nothing is ever
 * parsed from text, so no page policy stands in the way.
 */
export function build<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  setAttributes(element, attributes)
  element.append(...content)
  return element
}

/** A button that says what it does to everybody: `label` is its name, and shows as its tooltip. `part` is its name for themes. */
export function button(label: string, part: string, icon: string, attributes: Attributes = {}): HTMLButtonElement {
  return build(
    'button',
    { type: 'button', part: `button ${part}`, 'aria-label': label, title: label, ...attributes },
    iconOf(icon),
  )
}

/** Makes a button do something else: its name, and its drawing. */
export function relabel(control: HTMLButtonElement, label: string, icon: string): void {
  control.title = label
  control.setAttribute('aria-label', label)
  control.replaceChildren(iconOf(icon))
}

const SVG = 'http://www.w3.org/2000/svg'

/** A drawing of 24 × 24 from the data of one path, in the colour of the text. */
export function iconOf(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  setAttributes(svg, { viewBox: '0 0 24 24', width: 24, height: 24, 'aria-hidden': 'true', fill: 'currentColor' })
  const drawing = document.createElementNS(SVG, 'path')
  drawing.setAttribute('d', path)
  svg.append(drawing)
  return svg
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value))
  }
}
