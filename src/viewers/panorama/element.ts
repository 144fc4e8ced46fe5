import { build } from '../base/build-dom.js'
import { lendGround, tellMove, type Ground } from '../base/ground.js'
import barStyle from '../base/control-bar.css?inline'
import controlsStyle from '../base/controls.css?inline'
import { playerTexts } from '../playback/player-texts.js'
import { stopLinkDrag } from '../base/stop-link-drag.js'
import { adoptStyle } from '../base/style.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import type { Camera } from './camera.js'
import style from './element.css?inline'
import { filmControls, listenToFilmKeys, onFrames } from './film-controls.js'
import { savesData, watchSight } from './sight.js'
import type { Stage } from './stage.js'
import { panoramaTexts } from './texts.js'
import { View } from './view.js'
import type { VrStatus } from './vr-button.js'

/** `lost`: the browser took back what it drew with, as it does where a page has many of them. */
type State = 'closed' | 'opening' | 'open' | 'lost' | 'failed'

/**
 * `<rendition-panorama>`: looks around in an equirectangular picture. The view takes the place of the picture inside it once that
 * is in sight; without this script, or without WebGL, there is the picture and a link to a large one.
 *
 * ```html
 * <rendition-panorama yaw="90" fov="80" autorotate="3">
 *   <a href="hut-4096.jpg"><img src="hut-640.jpg" alt="…"></a>
 * </rendition-panorama>
 * ```
 * Around a film in its player (`<rendition-video>`) it shows the frames of that all round, once it plays, with controls of its
 * own and the captions that are on; Space and `k` play, `m` mutes.
 *
 * Attributes: `src` (the large picture, where no link says it), `yaw` (0), `pitch` (0), `fov` (100), all in degrees, `autorotate`
 * (0; degrees a second). Keys: arrows look around, `+` `-` zoom, `0` and Home go back. Parts: `frame`, `surface`, `controls`,
 * `button` (`rotation`, `device`, `zoom-in`, `zoom-out`, `reset`, `vr`, `full-screen`), `status`; of a film `film`, `button` (`play`,
 * `mute`), `line`, `captions`.
 *
 * Dispatches `rendition:open` when it can be seen, `rendition:change` (`yaw`, `pitch`, `fov`) when it has come to rest on
 * something else, `rendition:play` when it begins to turn by itself, and `rendition:vr` (`status`: `session-started`,
 * `not-presenting`, `failed`) of a headset, which a button is there for where the browser knows one. `look({ yaw, pitch, fov })` goes to such a view.
 */
export class RenditionPanorama extends ViewerElement {
  /** For hotspots. */
  ground: Ground | undefined
  #camera: Camera | undefined
  #view: View | undefined
  #state: State = 'closed'

  /** Where it looks. */
  get camera(): Camera {
    return this.#view?.camera ?? this.#camera ?? this.#home
  }

  /** Looks elsewhere; as soon as there is something to see where it is not open yet. */
  look(camera: Partial<Camera>): void {
    this.#camera = { ...this.camera, ...camera }
    this.#view?.look(this.#camera)
  }

  get #home(): Camera {
    return { yaw: this.numberOf('yaw', 0), pitch: this.numberOf('pitch', 0), fov: this.numberOf('fov', 100) }
  }

  protected enhance(life: AbortSignal): void {
    const film = this.querySelector('video')
    const source = film ?? this.getAttribute('src') ?? this.querySelector('a')?.href
    if (!source) return
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    for (const css of [controlsStyle, barStyle, style]) adoptStyle(root, css)
    const frame = build('div', { part: 'frame', class: 'frame' }, build('slot'))
    root.replaceChildren(frame)
    onEnd(life, () => root.replaceChildren(build('slot')))
    stopLinkDrag(this, life)
    this.#state = 'closed'
    const open = (): void => void this.#open(frame, source, life)
    if (film) {
      // There is nothing to look around in before it plays.
      watchSight(this, (isSeen) => this.#view?.see(isSeen), life)
      film.addEventListener('playing', () => this.#canOpen && open(), { signal: life })
      return
    }
    watchSight(this, (isSeen) => this.#seen(isSeen, open), life)
    for (const intent of ['pointerenter', 'focusin'])
      this.addEventListener(intent, () => this.#canOpen && open(), { signal: life })
  }

  get #canOpen(): boolean {
    return this.#state === 'closed' || this.#state === 'lost'
  }

  /** One that was lost comes back when it is looked at anew: there may be more in sight than a browser can draw. */
  #seen(isSeen: boolean, open: () => void): void {
    this.#view?.see(isSeen)
    if (!isSeen && this.#state === 'lost') this.#state = 'closed'
    if (isSeen && this.#state === 'closed' && !savesData()) open()
  }

  /** What cannot be had leaves the picture and its link as they are. */
  async #open(frame: HTMLElement, source: string | HTMLVideoElement, life: AbortSignal): Promise<void> {
    this.#state = 'opening'
    const surface = build('div', { class: 'surface', part: 'surface' })
    frame.append(surface)
    const stay = new AbortController()
    onEnd(life, () => stay.abort())
    onEnd(stay.signal, () => this.#close(frame))
    try {
      const { createStage } = await import('./stage.js')
      if (life.aborted) return
      const stage = await createStage(surface, source, this.camera, () => {
        stay.abort()
        this.#state = 'lost'
      })
      onEnd(stay.signal, () => stage.destroy())
      if (stay.signal.aborted) return
      this.#show(frame, surface, stage, stay.signal)
      if (typeof source !== 'string') this.#playOn(frame, surface, source, stay.signal)
    } catch {
      stay.abort()
      this.#state = 'failed'
    }
  }

  /** The film goes on under the view, which shows its frames and has controls for it. */
  #playOn(frame: HTMLElement, surface: HTMLElement, film: HTMLVideoElement, life: AbortSignal): void {
    const { bar, captions } = filmControls(film, { ...this.texts(panoramaTexts), ...this.texts(playerTexts) }, life)
    frame.classList.add('of-film')
    frame.append(captions, bar)
    onFrames(film, () => this.#view?.draw(), life)
    listenToFilmKeys(film, { surface, bar }, life)
    if (this.matches(':focus-within')) surface.focus({ preventScroll: true })
  }

  #close(frame: HTMLElement): void {
    if (this.#view) this.#camera = this.#view.camera
    this.#view = undefined
    frame.classList.remove('open', 'of-film')
    frame.replaceChildren(build('slot'))
  }

  #show(frame: HTMLElement, surface: HTMLElement, stage: Stage, life: AbortSignal): void {
    this.#state = 'open'
    const texts = this.texts(panoramaTexts)
    const overlay = build('slot', { name: 'hotspots' })
    const setting = {
      host: this,
      surface,
      overlay,
      stage,
      film: this.querySelector('video') ?? undefined,
      texts,
      home: this.#home,
      camera: this.camera,
      speed: this.numberOf('autorotate', 0),
    }
    const news = {
      moved: () => tellMove(this),
      changed: (camera: Camera) => this.send('change', { ...camera }),
      turns: () => this.send('play'),
      vr: (status: VrStatus) => this.send('vr', { status }),
    }
    const view = new View(setting, news, life)
    this.#view = view
    this.#describe(surface, texts.panoramaView)
    const resizes = new ResizeObserver(() => {
      stage.resize()
      tellMove(this)
    })
    resizes.observe(surface)
    onEnd(life, () => resizes.disconnect())
    const hadFocus = this.matches(':focus-within')
    frame.append(overlay, ...view.parts)
    frame.classList.add('open')
    if (hadFocus) surface.focus({ preventScroll: true })
    const reveal: Ground['reveal'] = (place) => view.look(stage.towards(place, view.camera))
    lendGround(this, { surface, outline: (places) => stage.outline(places), reveal }, life)
    this.send('open', { ...view.camera })
  }

  #describe(surface: HTMLElement, kind: string): void {
    const label =
      this.querySelector('video')?.getAttribute('aria-label') ||
      this.querySelector('img')?.alt ||
      this.querySelector('a')?.getAttribute('aria-label') ||
      kind
    const attributes = { role: 'application', 'aria-roledescription': kind, 'aria-label': label, 'aria-describedby': 'hint' }
    for (const [name, value] of Object.entries(attributes)) surface.setAttribute(name, value)
    surface.tabIndex = 0
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-panorama': RenditionPanorama
  }
}
