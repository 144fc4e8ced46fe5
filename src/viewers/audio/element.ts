import { PlayerElement } from '../playback/player-element.js'

/**
 * `<rendition-audio>` around `<audio controls>`: one plays at a time, the volume is remembered, and its events tell how far
 * somebody listened: `rendition:play`, `rendition:pause`, `rendition:ended`, `rendition:progress` (quartiles), see
 * `PlaybackDetail`.
 */
export class RenditionAudio extends PlayerElement<HTMLAudioElement> {
  protected get media(): HTMLAudioElement | undefined {
    return this.querySelector<HTMLAudioElement>(':scope > audio') ?? undefined
  }

  protected enhance(life: AbortSignal): void {
    const { media } = this
    if (media) this.play(media, life)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-audio': RenditionAudio
  }
}
