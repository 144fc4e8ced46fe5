import { indexAt, within, type Grid, type Place } from './frames.js'
import { autospinColumn, autospinTime, coast, type Velocity } from './motion.js'

/** Where a turn is, and what makes it move. */
export class Turntable {
  readonly #grid: Grid
  readonly #moved: () => void
  #place: Place = { column: 0, row: 0 }
  #request = 0

  /** `moved` is called after every change of place. */
  constructor(grid: Grid, moved: () => void) {
    this.#grid = grid
    this.#moved = moved
  }

  get index(): number {
    return indexAt(this.#place, this.#grid)
  }

  /** Turns by frames, or parts of them. */
  turn(by: Place): void {
    this.#go({ column: this.#place.column + by.column, row: this.#place.row + by.row })
  }

  /** To a column of the row at hand. */
  goTo(column: number): void {
    this.#go({ ...this.#place, column })
  }

  /** Goes on from a speed until it rests on a frame. */
  coast(from: Velocity, rested: () => void): void {
    let velocity = from
    this.#animate((elapsed) => {
      const next = coast(velocity, elapsed)
      if (next) {
        velocity = next.velocity
        this.turn(next.moved)
      } else {
        this.settle()
        rested()
      }
      return next !== undefined
    })
  }

  /** One turn by itself. */
  spin(rested: () => void): void {
    const whole = autospinTime(this.#grid)
    let spent = 0
    this.#animate((elapsed) => {
      spent += elapsed
      this.goTo(autospinColumn(spent / whole, this.#grid))
      if (spent >= whole) rested()
      return spent < whole
    })
  }

  /** Ends what moves it. */
  stop(): void {
    cancelAnimationFrame(this.#request)
  }

  /** From between two frames to the nearer one. */
  settle(): void {
    this.#go({ column: Math.round(this.#place.column), row: Math.round(this.#place.row) })
  }

  #go(place: Place): void {
    this.#place = within(place, this.#grid)
    this.#moved()
  }

  /** `step` gets the milliseconds since the last picture of the screen, and says whether to go on. */
  #animate(step: (elapsed: number) => boolean): void {
    this.stop()
    let last: number | undefined
    const frame = (now: number): void => {
      // A tab that comes to the front again would jump.
      const elapsed = Math.min(100, now - (last ?? now))
      last = now
      if (step(elapsed)) this.#request = requestAnimationFrame(frame)
    }
    this.#request = requestAnimationFrame(frame)
  }
}
