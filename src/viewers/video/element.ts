import { build } from '../base/build-dom.js'
import { controlTexts } from '../base/control-texts.js'
import controlStyle from '../base/controls.css?inline'
import { adoptStyle } from '../base/style.js'
import { onEnd } from '../base/viewer-element.js'
import { PlayerElement } from '../playback/player-element.js'
import { playerTexts } from '../playback/texts.js'
import { playInView } from './autoplay.js'
import { chaptersMenu } from './chapters.js'
import elementStyle from './element.css?inline'
import { missingControls } from './missing-controls.js'
import { pictureInPictureButton } from './picture-in-picture.js'
import { speedMenu } from './speed.js'
import { startButton } from './start.js'
import { needsStreamCode, playStream, type StreamCode } from './stream.js'

/**
 * `<rendition-video>` around `<video controls>`: adds to the browser's own controls what they lack (speed, picture in
 * picture, chapters), plays streams in browsers that cannot, and plays by itself, muted and in view, with `autoplay`.
 *
 * Dispatches `rendition:play`, `rendition:pause`, `rendition:ended` and `rendition:progress` (quartiles), see
 * `PlaybackDetail`. What stands in `slot="over"` lies over the picture.
 */
export class RenditionVideo extends PlayerElement<HTMLVideoElement> {
  /** Where the code for streams comes from; set by the entry, absent where there is none. */
  static loadStreams: (() => Promise<StreamCode>) | undefined

  protected get media(): HTMLVideoElement | undefined {
    return this.querySelector<HTMLVideoElement>(':scope > video') ?? undefined
  }

  protected enhance(life: AbortSignal): void {
    const { media } = this
    if (!media) return
    this.#addControls(media, life)
    this.play(media, life)
    const { loadStreams } = RenditionVideo
    if (loadStreams && needsStreamCode(media)) playStream(media, loadStreams, life)
    if (this.flagOf('autoplay', false)) playInView(media, life)
  }

  #addControls(media: HTMLVideoElement, life: AbortSignal): void {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adoptStyle(shadow, controlStyle)
    adoptStyle(shadow, elementStyle)
    const texts = { ...this.texts(controlTexts), ...this.texts(playerTexts) }
    const missing = missingControls(media)
    const extra = [
      chaptersMenu(media, texts, life),
      missing.speed && speedMenu(media, texts, life),
      missing.pictureInPicture && pictureInPictureButton(media, texts, life),
    ].filter((control) => control instanceof HTMLElement)
    const over = build('div', { part: 'over', class: 'over' }, build('slot', { name: 'over' }), startButton(media, texts, life))
    if (extra.length > 0) over.append(build('div', { part: 'bar', class: 'bar' }, ...extra))
    const show = (): void => void over.classList.toggle('playing', !media.paused)
    for (const name of ['play', 'pause', 'emptied']) media.addEventListener(name, show, { signal: life })
    shadow.replaceChildren(build('slot'), over)
    onEnd(life, () => shadow.replaceChildren(build('slot')))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-video': RenditionVideo
  }
}
