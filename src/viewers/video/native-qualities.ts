import { onEnd } from '../base/viewer-element.js'
import type { Qualities } from './quality.js'

/**
 * The qualities of a stream that the browser plays by itself, and of which scripts can choose none: beside the stream lies a
 * playlist of each alone (`720p.m3u8`), with all its sounds, which is played instead. `switched` is called before.
 */
export function nativeQualities(
  video: HTMLVideoElement,
  stream: string,
  names: readonly string[],
  life: AbortSignal,
  switched: () => void,
): Qualities {
  const rungs = names.map((name, index) => ({ index, side: Number.parseInt(name, 10) }))
  return {
    rungs,
    shown: () => rungs.find(({ side }) => side === Math.min(video.videoWidth, video.videoHeight))?.index ?? -1,
    choose(index) {
      const name = names[index]
      switched()
      goOn(video, name === undefined ? stream : new URL(`${name}.m3u8`, stream).href, life)
    },
    onChange: (then) => video.addEventListener('resize', then, { signal: life }),
  }
}

/** Shows another form of the same film, where it is now, with the captions that are shown now. */
function goOn(video: HTMLVideoElement, src: string, life: AbortSignal): void {
  const { currentTime, paused, preload } = video
  const captions = Array.from(video.textTracks).find(({ mode }) => mode === 'showing')
  // Who stopped it wants to see where.
  video.preload = 'auto'
  video.src = src
  const come = (): void => {
    video.currentTime = currentTime
    for (const track of video.textTracks)
      if (captions && track.kind === captions.kind && track.language === captions.language) track.mode = 'showing'
  }
  // Before others see a film that stands at its beginning.
  video.addEventListener('loadedmetadata', come, { once: true, capture: true, signal: life })
  onEnd(life, () => {
    video.removeAttribute('src')
    video.preload = preload
  })
  if (!paused) void video.play().catch(() => undefined)
}
