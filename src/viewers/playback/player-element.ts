import { ViewerElement, onEnd } from '../base/viewer-element.js'
import { quartilesBetween } from './quartiles.js'
import { rememberChoices } from './remember.js'
import { playerTexts } from './player-texts.js'
import { playFromLinks } from './time-links.js'

/** What every event of a player carries in `detail`. */
export interface PlaybackDetail {
  /** Absolute address of what plays. */
  src: string
  /** Position and length in seconds; the length is 0 where it is not known. */
  time: number
  duration: number
  muted: boolean
}

/** `rendition:progress` says how much was reached, each quartile once: 25, 50, 75, 100. */
export interface ProgressDetail extends PlaybackDetail {
  percent: number
}

/**
 * What the players of film and sound share: the browser's own controls do the playing. One is heard at a time; what leaves the
 * page stops; volume and speed are remembered for the session; times in the transcript lead into it; its events tell how far
 * somebody got.
 */
export abstract class PlayerElement<Media extends HTMLMediaElement> extends ViewerElement {
  /** The player inside; undefined where there is none. */
  protected abstract readonly media: Media | undefined

  /** What is loaded next is the same film in another form. */
  protected goesOn = false

  protected play(media: Media, life: AbortSignal): void {
    const on = (name: keyof HTMLMediaElementEventMap, then: () => void): void =>
      media.addEventListener(name, then, { signal: life })
    let reached = 0
    on('play', () => this.send('play', { ...detailOf(media) }))
    on('pause', () => this.send('pause', { ...detailOf(media) }))
    on('emptied', () => {
      if (!this.goesOn) reached = 0
      this.goesOn = false
    })
    on('timeupdate', () => {
      for (const percent of quartilesBetween(reached, media.currentTime, media.duration)) {
        reached = percent / 100
        this.send('progress', { ...detailOf(media), percent })
      }
    })
    on('ended', () => {
      for (const percent of quartilesBetween(reached, media.duration, media.duration))
        this.send('progress', { ...detailOf(media), percent })
      reached = 0
      this.send('ended', { ...detailOf(media) })
    })
    document.addEventListener('rendition:play', (event) => this.#giveWay(media, event as CustomEvent<Partial<PlaybackDetail>>), {
      signal: life,
    })
    rememberChoices(media, life)
    playFromLinks(this, media, life, (time) => this.send('seek', { ...detailOf(media), time }))
    onEnd(life, () => media.pause())
    this.#nameTranscript(life)
  }

  /** Two that can be heard would disturb each other; one without sound disturbs nobody. */
  #giveWay(media: Media, { target, detail }: CustomEvent<Partial<PlaybackDetail>>): void {
    // Other viewers send the event, too, and make no noise.
    if (target !== this && detail.muted === false && !media.muted) media.pause()
  }

  /** It was named for pages without a script, which may be in another language. */
  #nameTranscript(life: AbortSignal): void {
    const name = this.querySelector<HTMLElement>(':scope > a, :scope > [data-transcript] > summary')
    if (!name) return
    const { textContent, lang } = name
    const { transcript, language } = this.texts(playerTexts)
    name.textContent = transcript
    name.lang = language
    onEnd(life, () => Object.assign(name, { textContent, lang }))
  }
}

export function detailOf({ currentSrc, currentTime, duration, muted }: HTMLMediaElement): PlaybackDetail {
  return { src: currentSrc, time: currentTime, duration: Number.isFinite(duration) ? duration : 0, muted }
}
