import { build } from '../base/build-dom.js'
import { onEnd } from '../base/viewer-element.js'
import { clockText } from '../playback/clock.js'
import { playFrom } from '../playback/go-to.js'

/**
 * Makes the picture of a sound's loudness the place where one goes to a time of it: a line of its own over the picture, which
 * shows how far it is. Pressed before anything is loaded, it plays from there.
 */
export function waveform(
  picture: HTMLImageElement,
  audio: HTMLAudioElement,
  { soundPosition }: { soundPosition: string },
  life: AbortSignal,
): void {
  const line = build('input', {
    type: 'range',
    part: 'waveform',
    min: 0,
    max: 1,
    step: 'any',
    value: 0,
    'aria-label': soundPosition,
    dir: 'ltr',
  })
  const isKnown = (): boolean => Number.isFinite(audio.duration) && audio.duration > 0
  const show = (): void => {
    const share = isKnown() ? audio.currentTime / audio.duration : 0
    line.value = String(share)
    line.style.setProperty('--done', String(share))
    line.setAttribute(
      'aria-valuetext',
      isKnown() ? `${clockText(audio.currentTime)} / ${clockText(audio.duration)}` : clockText(0),
    )
  }
  const seek = (): void => {
    const share = Number(line.value)
    line.style.setProperty('--done', String(share))
    if (isKnown()) audio.currentTime = share * audio.duration
    else
      audio.addEventListener('loadedmetadata', () => playFrom(audio, share * audio.duration, life), { once: true, signal: life })
    if (!isKnown()) void audio.play().catch(() => undefined)
  }
  line.addEventListener('input', seek, { signal: life })
  // Five seconds as in every player; a share of the whole would be a long way in a long one.
  const step = (event: KeyboardEvent): void => {
    const seconds = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5 }[event.key]
    if (seconds === undefined || !isKnown()) return
    event.preventDefault()
    audio.currentTime += seconds
  }
  line.addEventListener('keydown', step, { signal: life })
  for (const name of ['timeupdate', 'seeked', 'loadedmetadata', 'emptied']) audio.addEventListener(name, show, { signal: life })
  picture.after(line)
  onEnd(life, () => line.remove())
  show()
}
