import { nearestLanguage } from '../base/nearest-language.js'
import { goTo } from '../playback/go-to.js'
import { actionOf, speedBeside, type PlayerAction } from './keys.js'

/** Elements that have a use for these keys themselves; a button for some of them. */
const OWN_KEYS = 'input, select, textarea, summary, a[href], [contenteditable]'
const OF_BUTTONS = [' ', 'Enter', 'Home', 'End', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']

/**
 * The keys of players on the web, wherever in the element the focus is but in what a site laid over the film. Chromium's own
 * controls would do some of them once more, so they do not get to see them.
 */
export function listenToKeys(element: HTMLElement, video: HTMLVideoElement, life: AbortSignal): void {
  const press = (event: KeyboardEvent): void => {
    const [target] = event.composedPath()
    const isOthers =
      event.defaultPrevented ||
      !(target instanceof Element) ||
      target.matches(OWN_KEYS) ||
      target.closest('[slot="over"]') !== null ||
      (target.localName === 'button' && OF_BUTTONS.includes(event.key))
    const action = isOthers ? undefined : actionOf(event)
    if (!action) return
    event.preventDefault()
    event.stopPropagation()
    perform(element, video, action, life)
  }
  element.addEventListener('keydown', press, { signal: life, capture: true })
}

function perform(element: HTMLElement, video: HTMLVideoElement, action: PlayerAction, life: AbortSignal): void {
  switch (action.do) {
    case 'toggle':
      if (video.paused) void video.play().catch(() => undefined)
      else video.pause()
      return
    case 'mute':
      video.muted = !video.muted
      return
    case 'captions':
      toggleCaptions(video, nearestLanguage(element))
      return
    case 'full-screen':
      void toggleFullScreen(video)
      return
    case 'step':
      if (video.readyState > 0) video.currentTime += action.seconds
      return
    case 'louder':
      video.volume = Math.max(0, Math.min(1, Math.round((video.volume + action.by) * 100) / 100))
      return
    case 'go':
      if (video.duration > 0) goTo(video, action.share * video.duration, life)
      return
    case 'faster':
      video.playbackRate = speedBeside(video.playbackRate, action.steps)
  }
}

/** Off, or on in the language of the page where there is one. */
function toggleCaptions(video: HTMLVideoElement, language: string): void {
  const all = Array.from(video.textTracks).filter(({ kind }) => kind === 'captions' || kind === 'subtitles')
  const shown = all.filter(({ mode }) => mode === 'showing')
  for (const track of shown) track.mode = 'disabled'
  const primary = (tag: string): string => tag.toLowerCase().split('-')[0] ?? ''
  const chosen = all.find((track) => primary(track.language) === primary(language)) ?? all[0]
  if (shown.length === 0 && chosen) chosen.mode = 'showing'
}

async function toggleFullScreen(video: HTMLVideoElement & { webkitEnterFullscreen?: () => void }): Promise<void> {
  if ((video.getRootNode() as Document | ShadowRoot).fullscreenElement === video) return document.exitFullscreen()
  if (document.fullscreenEnabled) return video.requestFullscreen().catch(() => undefined)
  // iPhones know it of films alone.
  video.webkitEnterFullscreen?.()
}
