import { button, relabel } from './build-dom.js'
import { ENTER_FULL_SCREEN, LEAVE_FULL_SCREEN } from './icons.js'

/** A button that shows an element on the whole screen; undefined where the browser or the frame's owner does not allow it. */
export function fullScreenButton(
  element: HTMLElement,
  texts: { enterFullScreen: string; leaveFullScreen: string },
  life: AbortSignal,
): HTMLButtonElement | undefined {
  if (!document.fullscreenEnabled) return undefined
  const control = button(texts.enterFullScreen, 'full-screen', ENTER_FULL_SCREEN)
  const show = (): void => {
    if (isFullScreen(element)) relabel(control, texts.leaveFullScreen, LEAVE_FULL_SCREEN)
    else relabel(control, texts.enterFullScreen, ENTER_FULL_SCREEN)
  }
  control.addEventListener('click', () => void toggleFullScreen(element), { signal: life })
  element.addEventListener('fullscreenchange', show, { signal: life })
  return control
}

export function isFullScreen(element: HTMLElement): boolean {
  return (element.getRootNode() as Document | ShadowRoot).fullscreenElement === element
}

/** Changes to the whole screen and back; where that is refused, nothing happens. */
export async function toggleFullScreen(element: HTMLElement): Promise<void> {
  await (isFullScreen(element) ? document.exitFullscreen() : element.requestFullscreen()).catch(() => undefined)
}
