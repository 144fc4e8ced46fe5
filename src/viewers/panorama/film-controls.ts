import { build, button, relabel } from '../base/build-dom.js'
import { PAUSE, PLAY } from '../base/icons.js'
import { clockText } from '../playback/clock.js'
import { SILENT, SOUND } from './icons.js'

export interface FilmTexts {
  play: string
  pause: string
  mute: string
  unmute: string
  filmPosition: string
}

/** What plays a film whose own controls lie under the view: buttons and a line, and the captions that are on. */
export function filmControls(
  video: HTMLVideoElement,
  texts: FilmTexts,
  life: AbortSignal,
): { bar: HTMLElement; captions: HTMLElement } {
  const toggle = button(texts.play, 'play', PLAY)
  const mute = button(texts.mute, 'mute', SOUND)
  const line = build('input', { type: 'range', part: 'line', min: 0, step: 'any', 'aria-label': texts.filmPosition, dir: 'ltr' })
  const captions = build('div', { part: 'captions', class: 'captions' })
  const showLine = (): void => {
    const { duration, currentTime } = video
    line.max = String(Number.isFinite(duration) ? duration : 0)
    line.step = duration > 60 ? '1' : '0.1'
    line.value = String(currentTime)
    line.setAttribute('aria-valuetext', clockText(currentTime))
    captions.replaceChildren(...linesOf(video))
  }
  const on = (then: () => void, ...names: readonly string[]): void => {
    for (const name of names) video.addEventListener(name, then, { signal: life })
    then()
  }
  toggle.addEventListener('click', () => toggleFilm(video), { signal: life })
  mute.addEventListener('click', () => toggleSound(video), { signal: life })
  line.addEventListener('input', () => void (video.currentTime = Number(line.value)), { signal: life })
  on(() => (video.paused ? relabel(toggle, texts.play, PLAY) : relabel(toggle, texts.pause, PAUSE)), 'play', 'pause')
  on(() => (video.muted ? relabel(mute, texts.unmute, SILENT) : relabel(mute, texts.mute, SOUND)), 'volumechange')
  on(showLine, 'timeupdate', 'durationchange', 'seeked')
  return { bar: build('div', { class: 'film', part: 'film' }, toggle, line, mute), captions }
}

/** The keys of players that do not look around, on the view and what is below it; on buttons Space is theirs. */
export function listenToFilmKeys(
  video: HTMLVideoElement,
  { surface, bar }: Readonly<Record<'surface' | 'bar', HTMLElement>>,
  life: AbortSignal,
): void {
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 'm') toggleSound(video)
    else if (key === 'k' || (key === ' ' && event.currentTarget === surface)) toggleFilm(video)
    else return
    event.preventDefault()
  }
  for (const element of [surface, bar]) element.addEventListener('keydown', press, { signal: life })
}

export function toggleFilm(video: HTMLVideoElement): void {
  if (video.paused) void video.play().catch(() => undefined)
  else video.pause()
}

function toggleSound(video: HTMLVideoElement): void {
  video.muted = !video.muted
}

/** Calls back for every frame that is new, until the life ends. */
export function onFrames(video: HTMLVideoElement, draw: () => void, life: AbortSignal): void {
  const next = (): void => {
    if (life.aborted) return
    draw()
    if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(next)
    else requestAnimationFrame(next)
  }
  next()
}

/** The cues that are on as text; their own marks are those of the browser's captions. */
function linesOf(video: HTMLVideoElement): HTMLElement[] {
  const shown = Array.from(video.textTracks).filter(({ mode, kind }) => mode === 'showing' && kind !== 'metadata')
  const cues = shown.flatMap(({ activeCues }) => Array.from(activeCues ?? [], (cue) => cue as VTTCue))
  return cues.map((cue) => build('p', {}, cue.getCueAsHTML()))
}
