import { build } from '../base/build-dom.js'
import { goTo } from '../playback/go-to.js'
import { clockText } from '../playback/clock.js'
import { isWaiting } from './start.js'
import { parseStoryboard, thumbnailAt, type Thumbnail } from './storyboard.js'

/**
 * A thin line along the upper edge of a film that shows what is where: a small picture and the time under the pointer, and
 * while it is moved by keys. A control of its own, since nothing can be known of the line in the browser's own controls.
 * `storyboard` (an address) is asked for when somebody comes to it.
 */
export function scrubber(
  video: HTMLVideoElement,
  storyboard: string,
  { filmPosition }: { filmPosition: string },
  life: AbortSignal,
): HTMLElement {
  const range = build('input', {
    type: 'range',
    part: 'line',
    min: 0,
    step: 'any',
    value: 0,
    'aria-label': filmPosition,
    dir: 'ltr',
  })
  const picture = build('div', { class: 'picture' })
  const time = build('span', { class: 'time' })
  const shown = build('div', { part: 'thumbnail', class: 'thumbnail', hidden: true, 'aria-hidden': 'true' }, picture, time)
  const element = build('div', { part: 'scrubber', class: 'scrubber', hidden: true }, range, shown)
  const thumbnails = once(() => loadStoryboard(storyboard, life))
  let isHeld = false

  const follow = (): void => {
    // Another form of the film is on its way.
    const { readyState, networkState } = video
    if (!element.hidden && readyState === 0 && networkState !== HTMLMediaElement.NETWORK_EMPTY) return
    element.hidden = !(video.duration > 0 && Number.isFinite(video.duration)) || isWaiting(video)
    range.max = String(video.duration)
    range.step = String(video.duration > 60 ? 1 : 0.1)
    if (!isHeld) range.value = String(video.currentTime)
    range.style.setProperty('--done', String(video.duration > 0 ? Number(range.value) / video.duration : 0))
    range.setAttribute('aria-valuetext', clockText(isHeld ? Number(range.value) : video.currentTime))
  }
  const show = async (at: number): Promise<void> => {
    const found = thumbnailAt(await thumbnails(), at)
    if (life.aborted) return
    time.textContent = clockText(at)
    shown.hidden = !(range.matches(':hover') || range.matches(':focus-visible') || isHeld)
    place(shown, at / video.duration)
    if (found) draw(picture, found)
  }
  const hide = (): void => void (shown.hidden = !isHeld)
  const on = (target: EventTarget, name: string, then: (event: Event) => void): void =>
    target.addEventListener(name, then, { signal: life })
  for (const name of ['loadedmetadata', 'durationchange', 'timeupdate', 'play', 'emptied']) on(video, name, follow)
  on(range, 'pointermove', (event) => void show(timeAt(range, event as PointerEvent, video.duration)))
  on(range, 'pointerdown', () => (isHeld = true))
  // A finger whose way becomes a scroll ends so, too.
  for (const name of ['pointerup', 'pointercancel']) on(range, name, () => (isHeld = false))
  on(range, 'input', () => void show(Number(range.value)))
  on(range, 'change', () => {
    isHeld = false
    goTo(video, Number(range.value), life)
    follow()
  })
  on(range, 'pointerleave', hide)
  on(range, 'blur', hide)
  follow()
  return element
}

function timeAt(range: HTMLElement, { clientX }: PointerEvent, duration: number): number {
  const { left, width } = range.getBoundingClientRect()
  return Math.max(0, Math.min(1, (clientX - left) / width)) * duration
}

/** Moves it under its place, and keeps it inside. */
function place(shown: HTMLElement, share: number): void {
  shown.style.setProperty('--at', String(Math.max(0, Math.min(1, share))))
}

function draw(picture: HTMLElement, { src, x, y, width, height }: Thumbnail): void {
  const { style } = picture
  style.setProperty('width', `${width}px`)
  style.setProperty('height', `${height}px`)
  style.setProperty('background-image', `url(${JSON.stringify(src)})`)
  style.setProperty('background-position', `-${x}px -${y}px`)
}

/** Without it the line is a line with times. */
async function loadStoryboard(address: string, signal: AbortSignal): Promise<readonly Thumbnail[]> {
  try {
    const response = await fetch(address, { signal })
    return response.ok ? parseStoryboard(await response.text(), response.url) : []
  } catch {
    return []
  }
}

function once<T>(work: () => T): () => T {
  let done: { value: T } | undefined
  return () => (done ??= { value: work() }).value
}
