import { build } from '../base/build-dom.js'

const RATES = [0.5, 0.75, 1, 1.25, 1.5, 2]

/** A menu of speeds. */
export function speedMenu(video: HTMLMediaElement, { speed }: { speed: string }, life: AbortSignal): HTMLElement {
  const options = RATES.map((rate) => build('option', { value: rate }, `${rate}×`))
  const menu = build('select', { part: 'speed', 'aria-label': speed, title: speed }, ...options)
  const show = (): void => void (menu.value = String(video.playbackRate))
  menu.addEventListener('change', () => void (video.playbackRate = Number(menu.value)), { signal: life })
  video.addEventListener('ratechange', show, { signal: life })
  show()
  return menu
}
