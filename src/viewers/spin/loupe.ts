import { largestScale, moved, scaledTo, STEP, toggled, WHOLE, type Point, type Size, type Zoomed } from './zoom.js'

/** What a loupe lies on. */
export interface Ground {
  size(): Size
  lay(zoomed: Zoomed): void
}

/** How large the frame is looked at, and which part of it. */
export class Loupe {
  readonly #ground: Ground
  /** Width in pixels of the largest picture there is. */
  readonly #pixels: number
  readonly #scaled: (scale: number) => void
  #zoomed: Zoomed = WHOLE

  /** `scaled` is called after every change of scale. */
  constructor(ground: Ground, pixels: number, scaled: (scale: number) => void) {
    this.#ground = ground
    this.#pixels = pixels
    this.#scaled = scaled
  }

  get scale(): number {
    return this.#zoomed.scale
  }

  get most(): number {
    return largestScale(this.#pixels, this.#ground.size(), devicePixelRatio)
  }

  /** In or out about the middle. */
  step(steps: 1 | -1): void {
    this.#lay(scaledTo(this.scale * STEP ** steps, this.#middle(), this.#zoomed, this.#ground.size(), this.most))
  }

  toggle(about: Point = this.#middle()): void {
    this.#lay(toggled(about, this.#zoomed, this.#ground.size(), this.most))
  }

  pan(by: Point): void {
    this.#lay(moved(by, this.#zoomed, this.#ground.size()))
  }

  reset(): void {
    this.#lay(WHOLE)
  }

  #lay(to: Zoomed): void {
    const { scale } = this
    this.#zoomed = to
    this.#ground.lay(to)
    if (to.scale !== scale) this.#scaled(to.scale)
  }

  #middle(): Point {
    const { width, height } = this.#ground.size()
    return { x: width / 2, y: height / 2 }
  }
}
