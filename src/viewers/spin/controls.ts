import { build, button } from '../base/build-dom.js'
import { MINUS, NEXT, PLUS, PREVIOUS } from '../base/icons.js'
import type { Texts } from '../base/texts.js'
import type { ControlText } from '../base/control-texts.js'
import { repeatWhileHeld } from './hold.js'
import { HIGHER, LOWER } from './icons.js'
import type { SpinText } from './texts.js'

/** What the buttons ask for. */
export interface Orders {
  turn(columns: number, rows: number): void
  zoom(steps: 1 | -1): void
}

/** The row of buttons, and a line that shows how many frames are there. */
export interface Controls {
  bar: HTMLElement
  progress: HTMLProgressElement
  /** Takes away the zoom buttons that have nothing left to do. */
  allowZoom(more: boolean, less: boolean): void
}

export function buildControls(
  texts: Texts<ControlText | SpinText>,
  hasRows: boolean,
  orders: Orders,
  fullScreen: HTMLButtonElement | undefined,
  life: AbortSignal,
): Controls {
  const turning = (label: string, part: string, icon: string, columns: number, rows: number): HTMLButtonElement => {
    const control = button(label, part, icon)
    repeatWhileHeld(control, () => orders.turn(columns, rows), life)
    return control
  }
  const zooming = (label: string, part: string, icon: string, steps: 1 | -1): HTMLButtonElement => {
    const control = button(label, part, icon)
    control.addEventListener('click', () => orders.zoom(steps), { signal: life })
    return control
  }
  const more = zooming(texts.zoomIn, 'zoom-in', PLUS, 1)
  const less = zooming(texts.zoomOut, 'zoom-out', MINUS, -1)
  const rows = hasRows ? [turning(texts.higher, 'higher', HIGHER, 0, -1), turning(texts.lower, 'lower', LOWER, 0, 1)] : []
  const bar = build(
    'div',
    { part: 'controls', class: 'bar' },
    turning(texts.turnLeft, 'turn-left', PREVIOUS, -1, 0),
    ...rows,
    turning(texts.turnRight, 'turn-right', NEXT, 1, 0),
    more,
    less,
    ...(fullScreen ? [fullScreen] : []),
  )
  // A link around the viewer is not meant.
  bar.addEventListener('click', (event) => event.preventDefault(), { signal: life })
  const progress = build('progress', { part: 'progress', class: 'progress', 'aria-label': texts.loading, hidden: true })
  return {
    bar,
    progress,
    allowZoom(canMore, canLess) {
      const lost = (more.matches(':focus') && !canMore && less) || (less.matches(':focus') && !canLess && more)
      more.hidden = !canMore
      less.hidden = !canLess
      if (lost) lost.focus()
    },
  }
}
