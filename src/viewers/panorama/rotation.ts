import { onEnd } from '../base/viewer-element.js'

/** Turns something by itself, only while it is seen. `speed` is in degrees a second. */
export class Rotation {
  readonly #speed: number
  readonly #turn: (degrees: number) => void
  readonly #changed: (isOn: boolean) => void
  #isOn = false
  #isSeen = true
  #frame = 0
  #last: number | undefined

  constructor(speed: number, turn: (degrees: number) => void, changed: (isOn: boolean) => void, life: AbortSignal) {
    this.#speed = speed
    this.#turn = turn
    this.#changed = changed
    onEnd(life, () => cancelAnimationFrame(this.#frame))
  }

  get isOn(): boolean {
    return this.#isOn
  }

  set(isOn: boolean): void {
    if (this.#isOn === isOn) return
    this.#isOn = isOn
    this.#go()
    this.#changed(isOn)
  }

  see(isSeen: boolean): void {
    this.#isSeen = isSeen
    this.#go()
  }

  #go(): void {
    cancelAnimationFrame(this.#frame)
    this.#last = undefined
    if (this.#isOn && this.#isSeen) this.#frame = requestAnimationFrame((now) => this.#step(now))
  }

  #step(now: number): void {
    const seconds = (now - (this.#last ?? now)) / 1000
    this.#last = now
    this.#frame = requestAnimationFrame((next) => this.#step(next))
    this.#turn(this.#speed * seconds)
  }
}
