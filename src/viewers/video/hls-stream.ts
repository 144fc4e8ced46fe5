/** The one door to hls.js (https://github.com/video-dev/hls.js, Apache-2.0), so that it can be replaced. */
import Hls, { Events } from 'hls.js'
import { onEnd } from '../base/viewer-element.js'

/** See `StreamCode`. The page's policy has to allow `media-src blob:`. */
export async function attach(video: HTMLVideoElement, src: string, life: AbortSignal, failed: () => void): Promise<void> {
  if (!('MediaSource' in globalThis || 'ManagedMediaSource' in globalThis)) throw new Error('This browser has no media sources.')
  // A worker would have to be made of a text, which strict policies forbid.
  const hls = new Hls({ enableWorker: false, capLevelToPlayerSize: true })
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
  hls.on(Events.ERROR, (_, { fatal }) => {
    if (!fatal) return
    hls.destroy()
    failed()
  })
}
