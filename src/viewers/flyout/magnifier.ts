import { build } from '../base/build-dom.js'
import type { Cover } from '../base/cover.js'
import type { Enlarged } from '../base/enlarged.js'
import { isInWindow, lensAt, placePanel, type Box, type Point, type Side } from './geometry.js'

/** What stands on the screen while something is magnified. */
export interface Magnifier {
  /** Stands beside the cover in the shadow root. */
  panel: HTMLElement
  isShown(): boolean
  show(what: Magnified): void
  hide(): void
  /** Size of the part that shows, in shares of the picture. */
  lens(): { width: number; height: number }
}

export interface Magnified {
  point: Point
  factor: number
  side: Side
}

/**
 * The lens on the picture, and the magnified part in the browser's top layer (a popover), where no ancestor cuts it off and no
 * dialog lies over it; where there are no popovers yet, it is fixed to the window.
 */
export function magnifierOf(cover: Cover, enlarged: Enlarged): Magnifier {
  const lens = build('div', { class: 'lens', part: 'lens', hidden: true })
  const panel = build('div', { class: 'panel', part: 'panel', popover: 'manual', 'aria-hidden': 'true', hidden: true })
  panel.append(enlarged.element)
  cover.element.append(lens)
  let share = { width: 1, height: 1 }
  return {
    panel,
    isShown: () => !panel.hidden,
    lens: () => share,
    show(what) {
      cover.place()
      const { x, y, width, height } = cover.element.getBoundingClientRect()
      const picture = { x, y, width, height }
      const window = { width: document.documentElement.clientWidth, height: innerHeight }
      const placed = placePanel(picture, window, what.side, what.factor)
      const part = lensAt(picture, placed, what.factor, what.point)
      share = { width: part.width / picture.width || 1, height: part.height / picture.height || 1 }
      if (panel.hidden) {
        panel.hidden = false
        panel.showPopover?.()
      }
      lens.hidden = placed.isInside
      panel.classList.toggle('inside', placed.isInside)
      put(lens, part)
      put(panel, placed)
      // Kept open while its picture is scrolled out of sight, so that it is there again when that comes back.
      panel.style.visibility = isInWindow(picture, window) ? 'visible' : 'hidden'
      paint(panel, cover, enlarged.element, { part, picture, factor: what.factor })
    },
    hide() {
      if (panel.hidden) return
      if (panel.isConnected) panel.hidePopover?.()
      panel.hidden = true
      lens.hidden = true
    },
  }
}

/** By a transformation: it follows pointer and page, and is not laid out anew for that. */
function put({ style }: HTMLElement, { x, y, width, height }: Box): void {
  style.transform = `translate(${x}px, ${y}px)`
  style.width = `${width}px`
  style.height = `${height}px`
}

function paint(
  panel: HTMLElement,
  { element: { style: own } }: Cover,
  { style }: HTMLElement,
  { part, picture, factor }: { part: Box; picture: Box; factor: number },
): void {
  panel.style.objectFit = own.objectFit
  panel.style.objectPosition = own.objectPosition
  if (panel.classList.contains('inside')) panel.style.borderRadius = own.borderRadius
  else panel.style.removeProperty('border-radius')
  style.width = `${picture.width * factor}px`
  style.height = `${picture.height * factor}px`
  style.transform = `translate(${-part.x * factor}px, ${-part.y * factor}px)`
}
