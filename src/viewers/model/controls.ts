import { build, button, relabel } from '../base/build-dom.js'
import { fullScreenButton, isFullScreen } from '../base/full-screen.js'
import { CLOSE, MINUS, PAUSE, PLAY, PLUS, RESET } from '../base/icons.js'
import type { Texts } from '../base/texts.js'
import type { ModelView } from './model-viewer.js'
import type { ModelText } from './texts.js'

/** The buttons over a model. Those of the room stand inside the view, which shows them where they are of use. */
export function buildControls(
  host: HTMLElement,
  view: ModelView,
  texts: Texts<ModelText>,
  mayTurn: boolean,
  life: AbortSignal,
): HTMLElement {
  const press = (label: string, part: string, icon: string, then: (control: HTMLButtonElement) => void): HTMLButtonElement => {
    const control = button(label, part, icon)
    control.addEventListener('click', () => then(control), { signal: life })
    return control
  }
  const full = fullScreenButton(host, texts, life)
  addRoomButtons(view, texts)
  takeWheel(host, view, life)
  return build(
    'div',
    { class: 'controls', part: 'controls' },
    ...(mayTurn ? [rotationButton(view, texts, press)] : []),
    press(texts.zoomIn, 'zoom-in', PLUS, () => view.zoom(1)),
    press(texts.zoomOut, 'zoom-out', MINUS, () => view.zoom(-1)),
    press(texts.reset, 'reset', RESET, () => reset(view)),
    ...(full ? [full] : []),
  )
}

function rotationButton(
  view: ModelView,
  texts: Texts<ModelText>,
  press: (label: string, part: string, icon: string, then: (control: HTMLButtonElement) => void) => HTMLButtonElement,
): HTMLButtonElement {
  const show = (control: HTMLButtonElement, turns: boolean): void => {
    if (turns) relabel(control, texts.stop, PAUSE)
    else relabel(control, texts.turn, PLAY)
  }
  const control = press(texts.turn, 'rotation', PLAY, () => {
    view.autoRotate = !view.autoRotate
    show(control, view.autoRotate)
  })
  show(control, view.hasAttribute('auto-rotate'))
  return control
}

/** Its own are in English, and one takes the focus while nobody can see it. */
function addRoomButtons(view: ModelView, texts: Texts<ModelText>): void {
  const enter = build('button', { type: 'button', slot: 'ar-button', part: 'button ar', class: 'words' }, texts.viewInRoom)
  const leave = button(texts.leaveRoom, 'leave-ar', CLOSE, { slot: 'exit-webxr-ar-button' })
  view.append(build('span', { slot: 'poster' }), enter, leave)
}

/** The wheel is the page's until the model has the focus. */
function takeWheel(host: HTMLElement, view: ModelView, life: AbortSignal): void {
  const settle = (): void => {
    view.toggleAttribute('disable-zoom', !view.matches(':focus-within') && !isFullScreen(host))
  }
  for (const type of ['focusin', 'focusout']) view.addEventListener(type, () => queueMicrotask(settle), { signal: life })
  host.addEventListener('fullscreenchange', settle, { signal: life })
}

function reset(view: ModelView): void {
  view.cameraOrbit = 'auto auto auto'
  view.cameraTarget = 'auto auto auto'
  view.fieldOfView = 'auto'
  view.resetTurntableRotation()
}
