import { controlTexts } from '../base/control-texts.js'
import controlsStyle from '../base/controls.css?inline'
import { build } from '../base/build-dom.js'
import type { Ground } from '../base/ground.js'
import { prefersLessMotion } from '../base/motion.js'
import { stopLinkDrag } from '../base/stop-link-drag.js'
import { adoptStyle } from '../base/style.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import style from './element.css?inline'
import { addressesIn, gridOf, positionOf, reversed, type Grid } from './frames.js'
import { listen } from './listen.js'
import { Scene, type SceneContent } from './scene.js'
import { savesData, watchSight } from './sight.js'
import { spinTexts } from './texts.js'

/**
 * `<rendition-spin>`: turns what it shows by its frames. Without this script it is the first frame, a link to its large picture.
 *
 * ```html
 * <rendition-spin frames="1.webp 2.webp …" large="1-large.webp 2-large.webp …" rows="2">
 *   <a href="1-large.webp" data-width="2560" data-height="1707"><img src="1.webp" alt="…"></a>
 * </rendition-spin>
 * ```
 * Attributes: `frames` and `large` (addresses, row by row), `rows` (1), `loop` (true), `reverse` (false), `autospin` (false).
 * Dispatches `rendition:change` (`index`, `count`, and `column`, `row`, `degrees` from the first frame) when it has come to rest
 * on another frame, `rendition:zoom` (`scale`, 1 for the whole frame) and `rendition:play` when it starts to turn by itself.
 */
export class RenditionSpin extends ViewerElement {
  /** For hotspots. */
  ground: Ground | undefined
  #hasSpun = false

  protected enhance(life: AbortSignal): void {
    const content = this.#content()
    if (content.grid.columns < 2) return
    const texts = { ...this.texts(controlTexts), ...this.texts(spinTexts) }
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adoptStyle(root, controlsStyle)
    adoptStyle(root, style)
    const news = {
      changed: (index: number) => this.#tell(index, content.grid),
      zoomed: (scale: number) => this.send('zoom', { scale }),
    }
    const scene = new Scene(this, { ...content, name: content.name || texts.spinView }, texts, news, life)
    root.replaceChildren(...scene.parts)
    onEnd(life, () => root.replaceChildren(build('slot')))
    listen(scene, !this.closest('a[href]'), life)
    stopLinkDrag(this, life)
    this.#fetchInTime(scene, life)
  }

  /** What the attributes and the page's own picture say. */
  #content(): SceneContent {
    const [frames, large] = ['frames', 'large'].map((name) => addressesIn(this.getAttribute(name))) as [string[], string[]]
    const grid = gridOf(frames.length, this.numberOf('rows', 1), this.flagOf('loop', true))
    const inOrder = <T>(list: T[]): T[] => (this.flagOf('reverse', false) ? reversed(list, grid) : list)
    const [link, image] = [this.querySelector('a'), this.querySelector('img')]
    return {
      grid,
      frames: inOrder(frames.slice(0, grid.columns * grid.rows)),
      numbers: inOrder([...frames.keys()].slice(0, grid.columns * grid.rows)),
      large: large.length < frames.length ? [] : inOrder(large),
      largeWidth: Number(large.length > 0 && link?.dataset['width']) || 0,
      name: image?.alt || link?.getAttribute('aria-label') || '',
    }
  }

  #tell(index: number, grid: Grid): void {
    const { degrees } = positionOf(index, grid)
    const place = { column: index % grid.columns, row: Math.floor(index / grid.columns) }
    this.send('change', { index, count: grid.columns * grid.rows, ...place, degrees })
  }

  /** Frames are fetched on sight; where people save data, once they go near it. It turns by itself once, when it is well in sight. */
  #fetchInTime(scene: Scene, life: AbortSignal): void {
    for (const intent of ['pointerenter', 'focusin'] as const)
      this.addEventListener(intent, () => scene.fetch(), { signal: life })
    const spins = this.flagOf('autospin', false) && !prefersLessMotion()
    const seen = (well: boolean): void => {
      if (!savesData()) scene.fetch()
      if (well && spins && !this.#hasSpun) void scene.complete.then(() => this.#spin(scene))
    }
    watchSight(this, seen, life)
  }

  #spin(scene: Scene): void {
    if (this.#hasSpun) return
    this.#hasSpun = true
    if (scene.spin()) this.send('play')
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-spin': RenditionSpin
  }
}
