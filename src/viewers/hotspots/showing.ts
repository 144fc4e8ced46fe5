import { build } from '../base/build-dom.js'
import type { Ground, Grounded } from '../base/ground.js'
import { keepOver } from './keep-over.js'
import { layerOf, type Layer } from './layer.js'
import { directionsOf, type Pictured } from './measure.js'
import { layOverGround } from './over-ground.js'
import type { Hotspot, Shape } from './read.js'
import { followFilm } from './timing.js'

/** Shows hotspots over the picture of an element: where the page lays it, or where a viewer in it moves it; one at a time. */
export class Showing {
  readonly #source: HTMLElement
  readonly #pictured: Pictured
  #hotspots: readonly Hotspot[] = []
  #layer: Layer | undefined
  #ground: Ground | undefined
  #life = new AbortController()

  constructor(source: HTMLElement, pictured: Pictured) {
    this.#source = source
    this.#pictured = pictured
  }

  /** Anew: others, or where the picture has another crop. The focus stays on the one that has it. */
  show(hotspots = this.#hotspots): void {
    const focused = this.#layer?.pins.find(({ element }) => element.matches(':focus'))
    this.end()
    this.#life = new AbortController()
    this.#hotspots = hotspots
    const viewer = groundedIn(this.#source)
    this.#ground = viewer?.ground
    this.#layer = viewer && this.#ground ? this.#over(viewer, this.#ground) : this.#flat()
    this.#layer.pins.find(({ hotspot }) => hotspot === focused?.hotspot)?.element.focus({ preventScroll: true })
  }

  /** A viewer has a ground now, or has none any more. */
  follow(): void {
    if (groundedIn(this.#source)?.ground !== this.#ground) this.show()
  }

  end(): void {
    this.#life.abort()
    this.#source.shadowRoot?.replaceChildren(build('slot'))
  }

  #over(viewer: HTMLElement, ground: Ground): Layer {
    const [source, pictured, life] = [this.#source, this.#pictured, this.#life.signal]
    const layer = layOverGround(this.#hotspots, { viewer, ground, source, life })
    if (pictured instanceof HTMLVideoElement) followFilm(pictured, layer, source, life)
    return layer
  }

  #flat(): Layer {
    const [source, pictured, life] = [this.#source, this.#pictured, this.#life.signal]
    const direction = directionsOf(pictured).findIndex(({ matches }) => matches)
    const shapeOf = ({ shown, art }: Hotspot): Shape | undefined => (direction < 0 ? shown : art[direction])
    const layer = layerOf(this.#hotspots, { host: source, source, shapeOf, life })
    source.shadowRoot?.replaceChildren(build('slot'), layer.element)
    keepOver(pictured, layer, life)
    if (pictured instanceof HTMLVideoElement) followFilm(pictured, layer, source, life)
    return layer
  }
}

/** The viewer in an element that has a ground now. */
function groundedIn({ children }: Element): Grounded | undefined {
  return [...children].find((child: Grounded | Element): child is Grounded => 'ground' in child && child.ground !== undefined)
}
