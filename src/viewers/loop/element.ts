import { build, button, relabel } from '../base/build-dom.js'
import { controlTexts } from '../base/control-texts.js'
import controlsStyle from '../base/controls.css?inline'
import { PAUSE, PLAY } from '../base/icons.js'
import { adoptStyle } from '../base/style.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import style from './element.css?inline'

/** What changes whether the film moves; none of them bubbles. */
const CHANGES = ['play', 'playing', 'pause', 'canplaythrough', 'error', 'emptied']

/**
 * `<rendition-loop>` around a `<video autoplay muted loop controls>`: takes away the browser's controls, and has one button
 * that stops the film and lets it go on, shown while a pointer is over it or it has the focus. Who asked for less motion
 * sees the poster and starts the film by it.
 *
 * Dispatches `rendition:play` and `rendition:pause` when somebody presses it. Parts: `film`, `button`, `toggle`.
 */
export class RenditionLoop extends ViewerElement {
  protected enhance(life: AbortSignal): void {
    const video = this.querySelector('video')
    if (!video) return
    const texts = this.texts(controlTexts)
    const toggle = button(texts.pause, 'toggle', PAUSE)
    const show = (): void => {
      const moves = isMoving(video)
      toggle.classList.toggle('moves', moves)
      if (moves) relabel(toggle, texts.pause, PAUSE)
      else relabel(toggle, texts.play, PLAY)
    }
    toggle.addEventListener('click', (event) => {
      // Inside a link of the page's it leads nowhere.
      event.preventDefault()
      const stops = isMoving(video)
      if (stops) video.pause()
      else start(video, life)
      show()
      this.send(stops ? 'pause' : 'play')
    })
    for (const name of CHANGES) video.addEventListener(name, show, { capture: true, signal: life })
    const had = video.controls
    video.controls = false
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adoptStyle(root, controlsStyle)
    adoptStyle(root, style)
    root.replaceChildren(pictureOf(video), toggle)
    show()
    onEnd(life, () => {
      root.replaceChildren(build('slot'))
      video.controls = had
    })
  }
}

/** Without controls it is a picture to screen readers, or decoration they pass over. */
function pictureOf(video: HTMLVideoElement): HTMLElement {
  const name = video.getAttribute('aria-label')
  const isNamed = name !== null || video.hasAttribute('aria-labelledby')
  const said = name === null ? {} : { role: 'img', 'aria-label': name }
  return build('div', { part: 'film', ...(isNamed ? said : { 'aria-hidden': 'true' }) }, build('slot'))
}

/** Or will by itself, as soon as it is loaded. */
function isMoving({ paused, autoplay, readyState, networkState, played }: HTMLVideoElement): boolean {
  const isComing = networkState !== HTMLMediaElement.NETWORK_NO_SOURCE && readyState < HTMLMediaElement.HAVE_ENOUGH_DATA
  return !paused || (autoplay && isComing && played.length === 0)
}

/** For who asked for less motion the film has no source until it is wanted. */
function start(video: HTMLVideoElement, life: AbortSignal): void {
  const conditional = [...video.querySelectorAll<HTMLSourceElement>('source[media]')]
  if (video.currentSrc === '') {
    for (const source of conditional) {
      const { media } = source
      source.removeAttribute('media')
      onEnd(life, () => (source.media = media))
    }
    video.load()
  }
  void video.play().catch(() => undefined)
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-loop': RenditionLoop
  }
}
