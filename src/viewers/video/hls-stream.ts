/** The one door to hls.js (https://github.com/video-dev/hls.js, Apache-2.0), so that it can be replaced. */
import Hls, { Events } from 'hls.js'
import { onEnd } from '../base/viewer-element.js'
import type { Qualities } from './quality.js'

/** The file waits: a segment that is not there is asked for a few times within seconds, not for half a minute. */
const patience = Hls.DefaultConfig.fragLoadPolicy.default

/** See `StreamCode`. The page's policy has to allow `media-src blob:`. */
export async function attach(video: HTMLVideoElement, src: string, life: AbortSignal, failed: () => void): Promise<Qualities> {
  if (!('MediaSource' in globalThis || 'ManagedMediaSource' in globalThis)) throw new Error('This browser has no media sources.')
  const hls = new Hls({
    // A worker would have to be made of a text, which strict policies forbid.
    enableWorker: false,
    capLevelToPlayerSize: true,
    // The captions of the stream stand in the page as tracks, which the browser's own controls list.
    renderTextTracksNatively: false,
    fragLoadPolicy: { default: { ...patience, errorRetry: { maxNumRetry: 3, retryDelayMs: 500, maxRetryDelayMs: 4000 } } },
  })
  onEnd(life, () => hls.destroy())
  try {
    await new Promise<void>((resolve, reject) => {
      hls.once(Events.MANIFEST_PARSED, () => resolve())
      hls.on(Events.ERROR, (_, { fatal, error }) => fatal && reject(error))
      video.addEventListener('error', () => reject(new Error('The policy of the page forbids media sources.')), { once: true })
      onEnd(life, () => reject(new Error('The player is gone.')))
      hls.loadSource(src)
      hls.attachMedia(video)
    })
  } catch (error) {
    hls.destroy()
    throw error
  }
  hls.subtitleTrack = -1
  hls.on(Events.ERROR, (_, { fatal }) => {
    if (!fatal) return
    hls.destroy()
    failed()
  })
  return qualitiesOf(hls)
}

function qualitiesOf(hls: Hls): Qualities {
  return {
    rungs: hls.levels.map(({ width, height }, index) => ({ index, side: Math.min(width, height) })),
    shown: () => hls.currentLevel,
    choose: (index) => void (hls.currentLevel = index),
    onChange: (then) => hls.on(Events.LEVEL_SWITCHED, () => then()),
  }
}
