import { onEnd } from '../base/viewer-element.js'

/**
 * A stream may bring the same captions that stand in the page, where the browser plays it by itself. Those of the stream are
 * also there on a television that it is sent to, so the page's own are taken out for as long as both are there.
 */
export function withoutTwins(video: HTMLVideoElement, life: AbortSignal): void {
  const taken: HTMLTrackElement[] = []
  const compare = (): void => {
    const own = [...video.querySelectorAll('track')]
    const ofStream = Array.from(video.textTracks).filter((track) => !own.some((element) => element.track === track))
    for (const element of own) {
      const isTwin = ofStream.some(
        ({ kind, language }) => isText(kind) && isText(element.kind) && language !== '' && language === element.srclang,
      )
      if (!isTwin) continue
      element.remove()
      taken.push(element)
    }
  }
  const giveBack = (): void => video.append(...taken.splice(0))
  video.textTracks.addEventListener('addtrack', compare, { signal: life })
  video.addEventListener('emptied', giveBack, { signal: life })
  onEnd(life, giveBack)
}

function isText(kind: string): boolean {
  return kind === 'captions' || kind === 'subtitles'
}
