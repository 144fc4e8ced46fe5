import { onEnd } from '../base/viewer-element.js'
import type { Qualities } from './quality.js'

const HLS = 'application/vnd.apple.mpegurl'

/** Code that feeds a stream to a player of a browser that knows no streams; it arrives on first use. */
export interface StreamCode {
  /**
   * Resolves when the stream can be played, with its qualities; rejects when it cannot, and leaves the player as it was.
   * `failed` is called when it breaks off later. Ends with `life`.
   */
  attach(video: HTMLVideoElement, src: string, life: AbortSignal, failed: () => void): Promise<Qualities>
}

/** The address of the stream among the sources of a player. */
export function streamOf(video: HTMLVideoElement): string | undefined {
  return video.querySelector<HTMLSourceElement>(`source[type="${HLS}"]`)?.src
}

/** There is a stream, and the browser says that it cannot play streams. */
export function needsStreamCode(video: HTMLVideoElement): boolean {
  return streamOf(video) !== undefined && video.canPlayType(HLS) === ''
}

/** Time in milliseconds without a frame or a byte after which a stream that should play is given up. */
const PATIENCE = 12_000

/**
 * Takes over when play is first pressed: the stream plays instead of the file, which stays the way out. Until then the
 * player has no source, or it would begin to load the file.
 */
export function playStream(
  video: HTMLVideoElement,
  load: () => Promise<StreamCode>,
  life: AbortSignal,
  offer: (qualities: Qualities | undefined) => void,
): void {
  const src = streamOf(video) ?? ''
  const file = fileOf(video)
  const sources = [...video.querySelectorAll('source')]
  const fallBack = (): void => {
    offer(undefined)
    playFile(video, file, life)
  }
  const start = async (): Promise<void> => {
    video.pause()
    try {
      offer(await (await load()).attach(video, src, life, fallBack))
      await video.play()
    } catch {
      if (!life.aborted) fallBack()
    }
  }
  for (const source of sources) source.remove()
  video.load()
  onEnd(life, () => video.prepend(...sources))
  video.addEventListener('play', () => void start(), { once: true, signal: life })
}

/**
 * Where the browser plays the stream itself and it breaks off, the file goes on from there. Chromium says nothing when a
 * segment is missing, and waits for ever.
 */
export function fileAfterStream(video: HTMLVideoElement, life: AbortSignal, gaveUp: () => void): void {
  const file = fileOf(video)
  const stream = streamOf(video)
  let timer = 0
  const isStream = (): boolean => video.currentSrc !== '' && video.currentSrc !== file
  const giveUp = (): void => {
    clearTimeout(timer)
    if (!isStream()) return
    gaveUp()
    playFile(video, file, life)
  }
  const watch = (): void => {
    clearTimeout(timer)
    if (!video.paused && !video.ended && isStream()) timer = window.setTimeout(giveUp, PATIENCE)
  }
  if (file === undefined || stream === undefined) return
  for (const name of ['play', 'playing', 'waiting', 'pause', 'ended', 'emptied', 'timeupdate', 'progress'])
    video.addEventListener(name, watch, { signal: life })
  video.addEventListener('error', giveUp, { signal: life })
  onEnd(life, () => clearTimeout(timer))
}

function fileOf(video: HTMLVideoElement): string | undefined {
  return video.querySelector<HTMLSourceElement>(`source:not([type="${HLS}"])`)?.src
}

/** Plays the file from the time at which the player is. */
function playFile(video: HTMLVideoElement, file: string | undefined, life: AbortSignal): void {
  if (file === undefined) return
  const { currentTime } = video
  video.src = file
  video.addEventListener('loadedmetadata', () => (video.currentTime = currentTime), { once: true, signal: life })
  onEnd(life, () => video.removeAttribute('src'))
  void video.play().catch(() => undefined)
}
