import { onEnd } from '../base/viewer-element.js'
import { PlayerElement } from '../playback/player-element.js'
import { playerTexts } from '../playback/player-texts.js'
import { speedMenu } from '../playback/speed.js'
import { waveform } from './waveform.js'

/**
 * `<rendition-audio>` around `<audio controls>`: one plays at a time, volume and speed are remembered, times in the transcript
 * lead into it, and so does a picture of its loudness (`<img>`). Its events tell how far somebody listened: `rendition:play`,
 * `rendition:pause`, `rendition:ended`, `rendition:progress` (quartiles), see `PlaybackDetail`; `rendition:seek` from the
 * transcript.
 */
export class RenditionAudio extends PlayerElement<HTMLAudioElement> {
  protected get media(): HTMLAudioElement | undefined {
    return this.querySelector<HTMLAudioElement>(':scope > audio') ?? undefined
  }

  protected enhance(life: AbortSignal): void {
    const { media } = this
    if (!media) return
    this.play(media, life)
    const texts = this.texts(playerTexts)
    const picture = this.querySelector<HTMLImageElement>(':scope > img')
    if (picture) waveform(picture, media, texts, life)
    // Chromium has it in a menu of its own.
    const title = 'controlsList' in media ? null : this.querySelector(':scope > span')
    if (!title) return
    const speed = speedMenu(media, texts, life)
    title.after(speed)
    onEnd(life, () => speed.remove())
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-audio': RenditionAudio
  }
}
