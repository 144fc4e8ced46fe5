import { build, button, iconOf } from '../base/build-dom.js'
import { PAUSE, PLAY } from '../base/icons.js'

export interface FilmTexts {
  play: string
  pause: string
  filmPosition: string
}

/** What plays a film whose own controls lie under the view: a button and a line, and the captions that are on. */
export function filmControls(
  video: HTMLVideoElement,
  texts: FilmTexts,
  life: AbortSignal,
): { bar: HTMLElement; captions: HTMLElement } {
  const toggle = button(texts.play, 'play', PLAY)
  const line = build('input', { type: 'range', part: 'line', min: 0, step: 'any', 'aria-label': texts.filmPosition, dir: 'ltr' })
  const captions = build('div', { part: 'captions', class: 'captions' })
  const show = (): void => {
    const label = video.paused ? texts.play : texts.pause
    toggle.title = label
    toggle.setAttribute('aria-label', label)
    toggle.replaceChildren(iconOf(video.paused ? PLAY : PAUSE))
    const { duration, currentTime } = video
    line.max = String(Number.isFinite(duration) ? duration : 0)
    line.step = duration > 60 ? '1' : '0.1'
    line.value = String(currentTime)
    line.setAttribute(
      'aria-valuetext',
      `${Math.floor(currentTime / 60)}:${String(Math.floor(currentTime % 60)).padStart(2, '0')}`,
    )
    captions.replaceChildren(...linesOf(video))
  }
  toggle.addEventListener('click', () => toggleFilm(video), { signal: life })
  line.addEventListener('input', () => void (video.currentTime = Number(line.value)), { signal: life })
  for (const name of ['play', 'pause', 'timeupdate', 'durationchange', 'seeked'])
    video.addEventListener(name, show, { signal: life })
  show()
  return { bar: build('div', { class: 'film', part: 'film' }, toggle, line), captions }
}

export function toggleFilm(video: HTMLVideoElement): void {
  if (video.paused) void video.play().catch(() => undefined)
  else video.pause()
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
