import { build } from '../base/build-dom.js'
import { nearestLanguage } from '../base/nearest-language.js'
import { textsFor } from '../base/texts.js'
import { onEnd } from '../base/viewer-element.js'
import type { Layer } from './layer.js'
import { entryOf } from './pin.js'
import type { Hotspot } from './read.js'
import { hotspotTexts } from './texts.js'

/** A hotspot without a time is always there. */
export function isThere({ time }: Pick<Hotspot, 'time'>, seconds: number): boolean {
  return time === undefined || (seconds >= time[0] && seconds < time[1])
}

/** Shows the hotspots of a film at their times, and at its end a list of all. */
export function followFilm(video: HTMLVideoElement, layer: Layer, source: HTMLElement, life: AbortSignal): void {
  if (layer.pins.every(({ hotspot }) => hotspot.time === undefined)) return
  let recap: HTMLElement | undefined
  const show = (): void => {
    if (!video.ended) removeRecap()
    for (const { hotspot, element } of layer.pins) {
      // What has the focus stays until it has gone on: it would be lost.
      element.hidden = !isThere(hotspot, video.currentTime) && !element.matches(':focus')
    }
  }
  const removeRecap = (): void => {
    recap?.remove()
    recap = undefined
  }
  const end = (): void => {
    removeRecap()
    for (const { element } of layer.pins) element.hidden = true
    recap = recapOf(layer, source, life)
    layer.element.append(recap)
  }
  for (const name of ['timeupdate', 'seeking', 'play']) video.addEventListener(name, show, { signal: life })
  layer.element.addEventListener('focusout', () => queueMicrotask(show), { signal: life })
  video.addEventListener('ended', end, { signal: life })
  onEnd(life, removeRecap)
  show()
}

function recapOf({ pins, press }: Layer, source: HTMLElement, life: AbortSignal): HTMLElement {
  const { recap } = textsFor(hotspotTexts, nearestLanguage(source))
  const entries = pins.map(({ hotspot, shape }) => {
    const entry = entryOf(hotspot)
    entry.addEventListener('click', (event) => press(event, hotspot, shape, entry), { signal: life })
    return build('li', {}, entry)
  })
  return build('div', { part: 'recap', class: 'recap' }, build('h2', {}, recap), build('ul', {}, ...entries))
}
