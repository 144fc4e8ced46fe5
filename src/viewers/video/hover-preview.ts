import { build } from '../base/build-dom.js'
import { prefersLessMotion } from '../base/motion.js'
import { onEnd } from '../base/viewer-element.js'

/** Time in milliseconds that a mouse has to stay: who only passes over wants to see nothing. */
const STAY = 150

/**
 * A few seconds of the film, without sound, while a mouse rests on it before it was played. Not for fingers, nor for who
 * wants less motion or saves data. It is fetched when it is shown.
 */
export function hoverPreview(host: HTMLElement, video: HTMLVideoElement, src: string, life: AbortSignal): HTMLElement {
  const place = build('div', { class: 'preview', 'aria-hidden': 'true' })
  let timer = 0
  const stop = (): void => {
    clearTimeout(timer)
    place.replaceChildren()
  }
  const start = (): void => {
    const shown = build('video', {
      part: 'preview',
      src,
      loop: true,
      playsinline: true,
      tabindex: -1,
      disablepictureinpicture: true,
    })
    shown.muted = true
    shown.addEventListener('playing', () => shown.classList.add('playing'), { once: true })
    place.replaceChildren(shown)
    void shown.play().catch(stop)
  }
  const enter = ({ pointerType }: PointerEvent): void => {
    const isWaiting = video.paused && video.played.length === 0
    const savesData = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true
    if (pointerType !== 'mouse' || !isWaiting || savesData || prefersLessMotion()) return
    clearTimeout(timer)
    timer = window.setTimeout(start, STAY)
  }
  host.addEventListener('pointerenter', enter, { signal: life })
  host.addEventListener('pointerleave', stop, { signal: life })
  video.addEventListener('play', stop, { signal: life })
  onEnd(life, stop)
  return place
}
