import { build } from './build-dom.js'
import { onEnd } from './viewer-element.js'

/** A box in a viewer's shadow root that lies exactly over its picture, wherever the page puts that. Styled by `.cover`. */
export interface Cover {
  element: HTMLElement
  /** Puts it over the picture again, after something moved. It follows the picture's size by itself. */
  place(): void
}

/**
 * Makes the cover of a picture, for as long as a life. The picture itself keeps every style the page gave it, so nothing on the
 * page moves; its shape (`object-fit`, rounded corners) goes for the cover, too.
 */
export function coverOf(image: HTMLImageElement, life: AbortSignal): Cover {
  const element = build('div', { class: 'cover' })
  const place = (): void => {
    const style = getComputedStyle(image)
    const outer = image.getBoundingClientRect()
    const scale = scaleOf(image, outer)
    const sides = insets(style)
    const own = element.getBoundingClientRect()
    const at = element.style
    const left = (parseFloat(at.left) || 0) + (outer.left - own.left) / scale + sides.left
    const top = (parseFloat(at.top) || 0) + (outer.top - own.top) / scale + sides.top
    at.left = `${left}px`
    at.top = `${top}px`
    at.width = `${Math.max(0, outer.width / scale - sides.left - sides.right)}px`
    at.height = `${Math.max(0, outer.height / scale - sides.top - sides.bottom)}px`
    at.borderRadius = style.borderRadius
    at.objectFit = style.objectFit
    at.objectPosition = style.objectPosition
  }
  const observer = new ResizeObserver(place)
  observer.observe(image)
  onEnd(life, () => observer.disconnect())
  return { element, place }
}

/** How much an ancestor's transformation enlarges it; 1 for the half pixels of rounding. */
function scaleOf(image: HTMLElement, { width }: DOMRect): number {
  const scale = image.offsetWidth > 0 ? width / image.offsetWidth : 1
  return Math.abs(scale - 1) < 0.02 || scale === 0 ? 1 : scale
}

function insets(style: CSSStyleDeclaration): Record<'left' | 'right' | 'top' | 'bottom', number> {
  const of = (side: string): number =>
    parseFloat(style.getPropertyValue(`border-${side}-width`)) + parseFloat(style.getPropertyValue(`padding-${side}`))
  return { left: of('left'), right: of('right'), top: of('top'), bottom: of('bottom') }
}
