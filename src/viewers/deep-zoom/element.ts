import { announcer } from '../base/announcer.js'
import { build, button } from '../base/build-dom.js'
import { lendGround, tellMove, type Ground } from '../base/ground.js'
import barStyle from '../base/control-bar.css?inline'
import controlsStyle from '../base/controls.css?inline'
import { fullScreenButton, isFullScreen } from '../base/full-screen.js'
import { MINUS, PLUS, RESET } from '../base/icons.js'
import { prefersLessMotion } from '../base/motion.js'
import { adoptStyle } from '../base/style.js'
import { fillIn, type Texts } from '../base/texts.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import elementStyle from './element.css?inline'
import { infoFrom, type ImageInfo } from './info.js'
import { actionOf } from './keys.js'
import { onSight } from './on-sight.js'
import type { Region } from './region.js'
import type { Stage, StageSetting } from './stage.js'
import { deepZoomTexts, type DeepZoomText } from './texts.js'

/** One press of a button or key. */
const FACTOR = 1.6

/**
 * `<rendition-deep-zoom>`: a picture of any size, cut into tiles (IIIF Image API 3), which loads what is looked at. The viewer
 * takes the place of the picture inside it once it is in sight; without this script there is the picture and a link to a large one.
 *
 * ```html
 * <rendition-deep-zoom src="lake.3f9a/info.json" width="32768" height="21845" navigator>
 *   <a href="lake-2560.jpg"><img src="lake-640.jpg" alt="…"></a>
 * </rendition-deep-zoom>
 * ```
 * Attributes: `src`; `navigator` (default off) shows which part is seen. Keys: `+` `-` zoom, `0` and Home show the whole,
 * arrows pan. Parts: `stage`, `controls`, `button` (`zoom-in`, `zoom-out`, `reset`, `full-screen`), `navigator`, `status`.
 *
 * Dispatches `rendition:open` (detail: `width`, `height` of the picture) when it can be seen, and `rendition:zoom` (`scale`:
 * pixels of the screen for one of the picture; `region`: `x`, `y`, `width`, `height` in pixels of the picture) when the view
 * has changed. `show(region)` goes to such a part.
 */
export class RenditionDeepZoom extends ViewerElement {
  /** For hotspots. */
  ground: Ground | undefined
  #stage: Stage | undefined
  #wanted: Region | undefined

  /** Shows a part of the picture; as soon as there is something to show where it is not open yet. */
  show(region: Region): void {
    this.#wanted = region
    this.#stage?.show(region)
  }

  protected enhance(life: AbortSignal): void {
    const address = this.getAttribute('src')
    if (address === null) return
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    for (const css of [controlsStyle, barStyle, elementStyle]) adoptStyle(shadow, css)
    const frame = build('div', { part: 'frame' }, build('slot'))
    shadow.replaceChildren(frame)
    // What cannot be had leaves the picture and its link as they are.
    onSight(this, life, () => void this.#open(frame, new URL(address, document.baseURI).href, life).catch(() => undefined))
  }

  async #open(frame: HTMLElement, address: string, life: AbortSignal): Promise<void> {
    const [{ createStage }, info] = await Promise.all([import('./stage.js'), fetchInfo(address)])
    if (life.aborted || !info) return
    const element = build('div', { class: 'stage', part: 'stage' })
    frame.append(element)
    const corner = getComputedStyle(this).direction === 'rtl' ? 'TOP_RIGHT' : 'TOP_LEFT'
    const navigator = this.flagOf('navigator', false) ? corner : undefined
    const setting: StageSetting = { element, navigator, info, isStill: prefersLessMotion() }
    const stage = createStage(setting)
    const stay = new AbortController()
    onEnd(stay.signal, () => this.#close(stage, frame))
    onEnd(life, () => stay.abort())
    await stage.shown.catch(() => stay.abort())
    if (stay.signal.aborted) return
    this.#stage = stage
    this.#control(frame, element, stage, life)
    lendGround(
      this,
      { surface: stage.canvas, outline: (places) => stage.outline(places), reveal: (place) => stage.panTo(place) },
      stay.signal,
    )
    stage.onDraw(() => tellMove(this))
    if (this.#wanted) stage.show(this.#wanted)
    this.send('open', { width: info.width, height: info.height })
  }

  #close(stage: Stage, frame: HTMLElement): void {
    stage.destroy()
    this.#stage = undefined
    frame.className = ''
    frame.replaceChildren(build('slot'))
  }

  #control(frame: HTMLElement, element: HTMLElement, stage: Stage, life: AbortSignal): void {
    const texts = this.texts(deepZoomTexts)
    const status = announcer()
    this.#describe(stage.canvas, texts)
    frame.append(build('slot', { name: 'hotspots' }), this.#buttons(stage, texts, life), status.element)
    frame.className = 'open'
    const say = (): void => status.say(fillIn(texts.scale, { percent: Math.round(stage.scale * 100) }))
    const settle = (): void => {
      element.classList.toggle('near', !stage.isWhole)
      const { activeElement } = frame.getRootNode() as ShadowRoot
      stage.takeGestures(isFullScreen(this) || activeElement === stage.canvas)
    }
    stage.onChange(settle)
    stage.onRest(() => {
      say()
      this.send('zoom', { scale: stage.scale, region: stage.region })
    })
    for (const type of ['focusin', 'focusout', 'fullscreenchange'])
      this.addEventListener(type, () => queueMicrotask(settle), { signal: life })
    const onKey = (event: KeyboardEvent): void => {
      // A dialog in the picture scrolls by the same keys.
      const path = event.composedPath()
      if (!path.slice(0, path.indexOf(this)).some((node) => node instanceof HTMLDialogElement)) act(stage, event)
    }
    this.addEventListener('keydown', onKey, { signal: life, capture: true })
    settle()
  }

  #describe(canvas: HTMLElement, texts: Texts<DeepZoomText>): void {
    const image = this.querySelector('img')
    const label = image?.alt || this.querySelector('a')?.getAttribute('aria-label') || texts.zoomablePicture
    canvas.setAttribute('role', 'application')
    canvas.setAttribute('aria-roledescription', texts.zoomablePicture)
    canvas.setAttribute('aria-label', label)
  }

  #buttons(stage: Stage, texts: Texts<DeepZoomText>, life: AbortSignal): HTMLElement {
    const press = (label: string, part: string, icon: string, action: () => void): HTMLButtonElement => {
      const control = button(label, part, icon)
      control.addEventListener('click', action, { signal: life })
      return control
    }
    const full = fullScreenButton(this, texts, life)
    return build(
      'div',
      { class: 'controls', part: 'controls' },
      press(texts.zoomIn, 'zoom-in', PLUS, () => stage.zoomBy(FACTOR)),
      press(texts.zoomOut, 'zoom-out', MINUS, () => stage.zoomBy(1 / FACTOR)),
      press(texts.reset, 'reset', RESET, () => stage.home()),
      ...(full ? [full] : []),
    )
  }
}

async function fetchInfo(address: string): Promise<ImageInfo | undefined> {
  const answer = await fetch(address)
  return answer.ok ? infoFrom(await answer.json(), answer.url || address) : undefined
}

/** Keys of the picture; those of buttons are their own, but for zooming. */
function act(stage: Stage, event: KeyboardEvent): void {
  const action = actionOf(event, stage.isWhole)
  if (action === undefined) return
  event.preventDefault()
  event.stopPropagation()
  if (action === 'in') stage.zoomBy(FACTOR)
  else if (action === 'out') stage.zoomBy(1 / FACTOR)
  else if (action === 'home') stage.home()
  else stage.panBy(...action.pan)
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-deep-zoom': RenditionDeepZoom
  }
}
