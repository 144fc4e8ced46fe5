import { announcer } from '../base/announcer.js'
import { build } from '../base/build-dom.js'
import type { ControlText } from '../base/control-texts.js'
import { fullScreenButton, isFullScreen } from '../base/full-screen.js'
import { lendGround, tellMove, type Grounded } from '../base/ground.js'
import { fillIn, type Texts } from '../base/texts.js'
import { onEnd } from '../base/viewer-element.js'
import { buildControls, type Controls, type Orders } from './controls.js'
import { nearestOf, positionOf, type Grid } from './frames.js'
import { loadFrames, type Frames } from './load-frames.js'
import { Loupe } from './loupe.js'
import type { Velocity } from './motion.js'
import { sharpness, type Sharpness } from './sharpness.js'
import { buildStage, type Stage } from './stage.js'
import type { SpinText } from './texts.js'
import type { Zoomed } from './zoom.js'
import { Turntable } from './turntable.js'

/** What a scene shows. */
export interface SceneContent {
  grid: Grid
  /** Addresses, row by row; `large` may be empty. */
  frames: readonly string[]
  large: readonly string[]
  /** Their numbers, as the page names them. */
  numbers: readonly number[]
  /** Width of the large pictures in pixels; 0 where there are none. */
  largeWidth: number
  /** What it is, in words. */
  name: string
}

/** What a scene tells the outside. */
export interface SceneNews {
  changed(index: number): void
  zoomed(scale: number): void
}

/** Where a hint stands for screen readers; ids are those of the shadow root. */
const HINT = 'hint'

/** A turn of frames with its stage and controls: what can be done with it, by whatever means. */
export class Scene {
  readonly stage: Stage
  readonly loupe: Loupe
  readonly grid: Grid
  /** Everything it is made of, around a place for the page's own picture. */
  readonly parts: readonly HTMLElement[]
  readonly #host: Grounded
  readonly #content: SceneContent
  readonly #texts: Texts<ControlText | SpinText>
  readonly #news: SceneNews
  readonly #frames: Frames
  readonly #turntable: Turntable
  readonly #sharpness: Sharpness
  readonly #controls: Controls
  readonly #status = announcer()
  readonly #first = build('div', { class: 'first', inert: true }, build('slot'))
  /** The frame that shows. */
  #shown = 0
  #reported = 0
  #isTouched = false

  constructor(host: Grounded, content: SceneContent, texts: Texts<ControlText | SpinText>, news: SceneNews, life: AbortSignal) {
    this.#host = host
    this.#content = content
    this.#texts = texts
    this.#news = news
    this.grid = content.grid
    this.stage = buildStage(content.name, HINT)
    this.#frames = loadFrames(content.frames, content.grid, () => this.#arrived(), life)
    this.#turntable = new Turntable(content.grid, () => this.#show())
    this.#sharpness = sharpness((image) => this.stage.sharpen(image), life)
    this.loupe = new Loupe({ size: this.stage.size, lay: (zoomed) => this.#lay(zoomed) }, content.largeWidth, (scale) =>
      this.#scaled(scale),
    )
    const full = fullScreenButton(host, texts, life)
    this.#controls = buildControls(texts, content.grid.rows > 1, this.#orders(), full, life)
    const watcher = new ResizeObserver(() => this.#resized())
    watcher.observe(this.stage.element)
    onEnd(life, () => watcher.disconnect())
    const hint = build('div', { id: HINT, hidden: true }, texts.spinHint)
    const { bar, progress } = this.#controls
    this.parts = [this.#first, this.stage.element, build('slot', { name: 'hotspots' }), progress, bar, hint, this.#status.element]
    this.#say()
    this.#allowZoom()
    this.#lend(life)
  }

  /** Hotspots lie on the frame that shows, and each can turn to the nearest that it is on. */
  #lend(life: AbortSignal): void {
    const { numbers } = this.#content
    const image = (): HTMLImageElement | undefined => this.stage.image() ?? this.#host.querySelector('img') ?? undefined
    lendGround(
      this.#host,
      {
        surface: this.stage.element,
        image: (picture) => (numbers[this.#shown] === picture ? image() : undefined),
        reveal: (_, pictures) => {
          const { index } = this.#turntable
          const { columns } = this.grid
          const to = nearestOf(index, (at) => pictures.includes(numbers[at] ?? -1), this.grid) ?? index
          this.loupe.reset()
          this.step((to % columns) - (index % columns), Math.floor(to / columns) - Math.floor(index / columns))
        },
      },
      life,
    )
  }

  #lay(zoomed: Zoomed): void {
    this.stage.lay(zoomed)
    this.#tellMoves()
  }

  /** Until a movement that takes time has come to its end. */
  #tellMoves(): void {
    tellMove(this.#host)
    if (this.stage.layer.getAnimations().length > 0) requestAnimationFrame(() => this.#tellMoves())
  }

  /** Settles when every frame has come that will. */
  get complete(): Promise<void> {
    return this.#frames.complete
  }

  /** Fetches the frames. */
  fetch(): void {
    this.#frames.fetch(positionOf(this.#turntable.index, this.grid).row - 1)
    this.#showProgress()
  }

  /** Somebody acts: from now on nothing moves by itself, and frames are needed. */
  touch(): void {
    this.#isTouched = true
    this.#turntable.stop()
    this.fetch()
  }

  /** Turns by whole frames. False when it was at its end. */
  step(columns: number, rows: number): boolean {
    this.touch()
    this.#turntable.settle()
    const { index } = this.#turntable
    this.#turntable.turn({ column: columns, row: rows })
    this.#rest()
    return this.#turntable.index !== index
  }

  /** Turns by parts of frames, while something moves it. */
  drag(columns: number, rows: number): void {
    this.#turntable.turn({ column: columns, row: rows })
  }

  /** Lets go of a turn: it goes on from a speed, or settles at once. */
  release(velocity: Velocity | undefined): void {
    if (velocity) return this.#turntable.coast(velocity, () => this.#rest())
    this.#turntable.settle()
    this.#rest()
  }

  /** To the first or the last frame of the row. */
  goTo(end: 'first' | 'last'): void {
    this.touch()
    this.#turntable.goTo(end === 'first' ? 0 : this.grid.columns - 1)
    this.#rest()
  }

  /** One turn by itself, unless somebody was quicker; true when it turns. */
  spin(): boolean {
    if (!this.#isTouched) this.#turntable.spin(() => this.#rest())
    return !this.#isTouched
  }

  /** What the buttons do; they have the focus, so what comes of it is said. */
  #orders(): Orders {
    return {
      turn: (columns, rows) => {
        this.step(columns, rows)
        this.#status.say(this.#words())
      },
      zoom: (steps) => {
        this.loupe.step(steps)
        this.#status.say(fillIn(this.#texts.zoomed, { percent: Math.round(this.loupe.scale * 100) }))
      },
    }
  }

  #scaled(scale: number): void {
    if (scale > 1) this.touch()
    this.#show()
    this.#allowZoom()
    this.#wantSharp()
    this.#news.zoomed(scale)
  }

  /** Another window, or the whole screen. */
  #resized(): void {
    this.loupe.reset()
    if (isFullScreen(this.#host)) this.touch()
    this.#show()
    this.#allowZoom()
    this.#wantSharp()
  }

  #allowZoom(): void {
    const { scale, most } = this.loupe
    this.#controls.allowZoom(scale < most, scale > 1)
  }

  /** Shows the frame at hand, or the nearest there is. The page's own picture is the first one, until something moves. */
  #show(): void {
    const { index } = this.#turntable
    this.#sharpness.keepOnly(this.#content.large[index])
    const shown = nearestOf(index, (at) => this.#frames.image(at) !== undefined, this.grid)
    const image = shown === undefined ? undefined : this.#frames.image(shown)
    if (image && (this.#isTouched || index > 0 || this.#first.matches('.covered'))) {
      this.stage.show(image)
      this.#first.classList.add('covered')
      this.#shown = shown ?? 0
    }
    tellMove(this.#host)
    this.#say()
  }

  #arrived(): void {
    if (this.#isTouched) this.#show()
    this.#showProgress()
    this.#wantSharp()
    if (this.#frames.failed === this.#content.frames.length) this.#status.say(this.#texts.failed)
  }

  #showProgress(): void {
    const { progress } = this.#controls
    progress.max = this.#content.frames.length
    progress.value = this.#frames.arrived + this.#frames.failed
    progress.hidden = progress.value === progress.max
  }

  #say(): void {
    const position = positionOf(this.#turntable.index, this.grid)
    this.stage.say(position.index, position.count, this.#words())
  }

  #words(): string {
    const { row, rows, ...position } = positionOf(this.#turntable.index, this.grid)
    const frame = fillIn(this.#texts.frame, position)
    return rows > 1 ? `${frame}, ${fillIn(this.#texts.row, { row, rows })}` : frame
  }

  #rest(): void {
    this.#wantSharp()
    const { index } = this.#turntable
    if (index === this.#reported) return
    this.#reported = index
    this.#news.changed(index)
  }

  /** The large picture, where more pixels are looked at than the frame has. */
  #wantSharp(): void {
    const { index } = this.#turntable
    const frame = this.#frames.image(index)
    const { scale } = this.loupe
    const isLarge = scale > 1 || isFullScreen(this.#host)
    const pixels = this.stage.size().width * scale * devicePixelRatio
    this.#sharpness.want(isLarge && frame && pixels > frame.naturalWidth * 1.1 ? this.#content.large[index] : undefined)
  }
}
