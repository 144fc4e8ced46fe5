import { build, button, setAttributes } from '../base/build-dom.js'
import { MINUS, PLUS, RESET } from '../base/icons.js'

/** The buttons over the picture. */
export interface Controls {
  element: HTMLElement
  /** What each can do now. Never `disabled`: a button that vanishes under the focus would lose it. */
  show(can: { in: boolean; out: boolean }): void
}

export function zoomControls(
  texts: { zoomControls: string; zoomIn: string; zoomOut: string; reset: string },
  act: (what: 'in' | 'out' | 'reset') => void,
): Controls {
  const buttons = {
    out: button(texts.zoomOut, 'zoom-out', MINUS),
    in: button(texts.zoomIn, 'zoom-in', PLUS),
    reset: button(texts.reset, 'reset', RESET),
  }
  for (const what of ['out', 'in', 'reset'] as const) {
    buttons[what].addEventListener('click', (event) => {
      // Around the picture may be a link of the author's.
      event.preventDefault()
      act(what)
    })
  }
  const attributes = { class: 'controls', part: 'controls', role: 'group', 'aria-label': texts.zoomControls }
  return {
    element: build('div', attributes, buttons.out, buttons.in, buttons.reset),
    show(can) {
      setAttributes(buttons.in, { 'aria-disabled': String(!can.in) })
      for (const back of [buttons.out, buttons.reset]) setAttributes(back, { 'aria-disabled': String(!can.out) })
    },
  }
}
