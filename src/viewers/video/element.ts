import { build } from '../base/build-dom.js'
import { controlTexts } from '../base/control-texts.js'
import controlStyle from '../base/controls.css?inline'
import { adoptStyle } from '../base/style.js'
import { onEnd } from '../base/viewer-element.js'
import { detailOf, PlayerElement } from '../playback/player-element.js'
import { playerTexts } from '../playback/player-texts.js'
import { playInView } from './autoplay.js'
import { chaptersMenu } from './chapters.js'
import elementStyle from './element.css?inline'
import { embedOf, externalControls } from './external.js'
import { hoverPreview } from './hover-preview.js'
import { listenToKeys } from './listen-to-keys.js'
import { missingControls } from './missing-controls.js'
import { nativeQualities } from './native-qualities.js'
import { pictureInPictureButton } from './picture-in-picture.js'
import { qualityMenu, type Qualities } from './quality.js'
import { scrubber } from './scrubber.js'
import { speedMenu } from '../playback/speed.js'
import { isWaiting, startButton } from './start.js'
import { fileAfterStream, needsStreamCode, playStream, streamOf, type StreamCode } from './stream.js'
import { withoutTwins } from './twin-tracks.js'

/**
 * `<rendition-video>` around `<video controls>`: adds to the browser's own controls what they lack (quality of a stream,
 * chapters, speed, picture in picture, the keys that players on the web have), plays streams in browsers that cannot, and
 * plays by itself, muted and in view, with `autoplay`. `storyboard` is the address of small pictures of its stretches (WebVTT),
 * `preview` that of a few seconds of it, shown while a mouse rests on the poster; `qualities` names those of a stream that have
 * playlists of their own beside it (`720p 360p`). Around a link with a poster and with
 * `embed`, the address of a player at YouTube or Vimeo, it puts that player there when the poster is pressed.
 *
 * Dispatches `rendition:play`, `rendition:pause`, `rendition:ended` and `rendition:progress` (quartiles), see
 * `PlaybackDetail`; `rendition:seek` when a time in the transcript is followed, `rendition:quality` (`side`: pixels
 * of the shorter side, 0 for automatic). What stands in `slot="over"` lies over the picture; a `<picture slot="poster">` stands
 * for the film until it plays.
 */
export class RenditionVideo extends PlayerElement<HTMLVideoElement> {
  /** Where the code for streams comes from; set by the entry, absent where there is none. */
  static loadStreams: (() => Promise<StreamCode>) | undefined

  protected get media(): HTMLVideoElement | undefined {
    return this.querySelector<HTMLVideoElement>(':scope > video') ?? undefined
  }

  protected enhance(life: AbortSignal): void {
    const { media } = this
    if (!media) return this.#addExternal(life)
    const offer = this.#addControls(media, life)
    this.play(media, life)
    listenToKeys(this, media, life)
    const { loadStreams } = RenditionVideo
    if (loadStreams && needsStreamCode(media)) playStream(media, loadStreams, life, offer)
    else {
      fileAfterStream(media, life, () => offer(undefined))
      withoutTwins(media, life)
      this.#offerNative(media, life, offer)
    }
    if (this.flagOf('autoplay', false)) playInView(media, life)
  }

  /** Once a stream is played by the browser itself. */
  #offerNative(media: HTMLVideoElement, life: AbortSignal, offer: (qualities: Qualities | undefined) => void): void {
    const names = this.getAttribute('qualities')?.split(' ') ?? []
    const stream = streamOf(media)
    if (stream === undefined || names.length < 2) return
    const start = (): void => {
      if (media.currentSrc === stream) offer(nativeQualities(media, stream, names, life, () => (this.goesOn = true)))
    }
    media.addEventListener('playing', start, { once: true, signal: life })
  }

  /** A film at another site has no player here before it is asked for. */
  #addExternal(life: AbortSignal): void {
    const embed = embedOf(this)
    // Inside a link of the author a press goes where that leads.
    const link = this.querySelector<HTMLAnchorElement>(':scope > a')
    if (embed === undefined || !link) return
    const texts = { ...this.texts(controlTexts), ...this.texts(playerTexts) }
    const shadow = this.#openShadow()
    // It says itself that it can be heard, so that others stop; when it pauses nobody can know.
    const played = (): void => void this.send('play', { src: embed, time: 0, duration: 0, muted: false })
    shadow.replaceChildren(build('slot'), externalControls(this, link, embed, texts, life, played))
    onEnd(life, () => shadow.replaceChildren(build('slot')))
  }

  #openShadow(): ShadowRoot {
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adoptStyle(shadow, controlStyle)
    adoptStyle(shadow, elementStyle)
    return shadow
  }

  /** The function that offers the qualities of a stream. */
  #addControls(media: HTMLVideoElement, life: AbortSignal): (qualities: Qualities | undefined) => void {
    const shadow = this.#openShadow()
    const texts = { ...this.texts(controlTexts), ...this.texts(playerTexts) }
    const missing = missingControls(media)
    const quality = qualityMenu(texts, life, (side = 0) => this.send('quality', { ...detailOf(media), side }))
    const extra = [
      // It comes later than the others, and may not move them.
      quality.element,
      chaptersMenu(media, texts, life),
      missing.speed && speedMenu(media, texts, life),
      missing.pictureInPicture && pictureInPictureButton(media, texts, life),
    ].filter((control) => control instanceof HTMLElement)
    const storyboard = this.getAttribute('storyboard')
    const preview = this.getAttribute('preview')
    const over = build(
      'div',
      { part: 'over', class: 'over' },
      build('div', { class: 'poster' }, build('slot', { name: 'poster' })),
      ...(preview ? [hoverPreview(this, media, preview, life)] : []),
      build('slot', { name: 'over' }),
      startButton(media, texts, life),
      ...(storyboard ? [scrubber(media, storyboard, texts, life)] : []),
      build('div', { part: 'bar', class: 'bar' }, ...extra),
    )
    const show = (): void => {
      over.classList.toggle('playing', !media.paused)
      if (isWaiting(media)) over.classList.add('waiting')
    }
    // A poster stays until there is something else to see.
    const begin = (): void => over.classList.remove('waiting')
    for (const name of ['play', 'pause', 'emptied']) media.addEventListener(name, show, { signal: life })
    for (const name of ['playing', 'seeked']) media.addEventListener(name, begin, { signal: life })
    show()
    shadow.replaceChildren(build('slot'), over)
    onEnd(life, () => shadow.replaceChildren(build('slot')))
    return quality.offer
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-video': RenditionVideo
  }
}
