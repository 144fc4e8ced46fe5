import { button } from '../base/build-dom.js'
import { PLAY } from '../base/icons.js'
import { onEnd } from '../base/viewer-element.js'

/** Nobody has played or moved it yet. */
export function isWaiting({ paused, played, currentTime }: HTMLVideoElement): boolean {
  return paused && played.length === 0 && currentTime === 0
}

/**
 * A large button over the poster. The browser's own controls wait until it was pressed (the picture starts a film, too): over
 * a film that is not loaded they have nothing to tell, and Chromium shows a sign of loading for as long as that lasts.
 */
export function startButton(video: HTMLVideoElement, { play }: { play: string }, life: AbortSignal): HTMLButtonElement {
  const control = button(play, 'start', PLAY, { class: 'start' })
  const hadControls = video.controls
  const show = (): void => {
    const waits = isWaiting(video)
    const hadFocus = control.matches(':focus')
    control.hidden = !waits
    video.controls = hadControls && !waits
    // Who pressed it by the keyboard goes on there.
    if (hadFocus && !waits) video.focus()
  }
  const start = (): void => {
    if (!control.hidden) void video.play().catch(() => undefined)
  }
  for (const target of [control, video]) target.addEventListener('click', start, { signal: life })
  for (const name of ['play', 'playing', 'seeked']) video.addEventListener(name, show, { signal: life })
  onEnd(life, () => (video.controls = hadControls))
  show()
  return control
}
