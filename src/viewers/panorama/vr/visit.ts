import type { Pin } from '../../base/ground.js'
import { aheadOf, angleBetween, directionAt, headingOf, squareAt, turned, viewMatrix, type Vector } from './geometry.js'
import type { Painter } from './painter.js'
import type { Surroundings } from './show-around.js'
import type { XrFrame, XrInputSource, XrLayer, XrSpace } from './xr.js'

/** Half the width in degrees of what marks a hotspot, of one that is pointed at, and of where somebody points. */
const MARK = 1.5
const MARKED = 2.2
const POINTER = 0.4

/** So many degrees beside a hotspot are on it still. */
const REACH = 4

/** What somebody sees in a headset, from frame to frame. Directions of hotspots and pointers are those of the picture. */
export class Visit {
  readonly #space: XrSpace
  readonly #around: Surroundings
  readonly #painter: Painter
  /** How far the picture is turned to the right, in degrees; undefined until it is known where somebody looks. */
  #turn: number | undefined
  #time: number | undefined

  constructor(space: XrSpace, around: Surroundings, painter: Painter) {
    this.#space = space
    this.#around = around
    this.#painter = painter
    this.#read()
  }

  /** What was ahead at first is ahead again. The horizon stays level, whatever the page showed: else people get sick. */
  recentre(): void {
    this.#turn = undefined
  }

  draw(frame: XrFrame, sources: Iterable<XrInputSource>, layer: XrLayer): void {
    const pose = frame.getViewerPose(this.#space)
    if (!pose) return
    this.#turn ??= headingOf(pose.transform.matrix) - this.#around.yaw
    const { context: gl } = this.#painter
    if (this.#around.film && this.#around.film.time !== this.#time) this.#read()
    const marks = this.#marks(frame, sources)
    gl.bindFramebuffer(gl.FRAMEBUFFER, layer.framebuffer)
    gl.clear(gl.COLOR_BUFFER_BIT)
    for (const view of pose.views) {
      const { x, y, width, height } = layer.getViewport(view)
      gl.viewport(x, y, width, height)
      this.#painter.draw(viewMatrix(view.projectionMatrix, view.transform.inverse.matrix, this.#turn), marks)
    }
  }

  /** The hotspot that is pointed at; undefined where there is none. */
  pinAt(frame: XrFrame, source: XrInputSource): Pin | undefined {
    const ray = this.#rayOf(frame, source)
    return ray && this.#pinOn(ray)
  }

  #read(): void {
    const { context: gl } = this.#painter
    this.#time = this.#around.film?.time
    this.#painter.show(this.#around.fitting(Number(gl.getParameter(gl.MAX_TEXTURE_SIZE))))
  }

  #marks(frame: XrFrame, sources: Iterable<XrInputSource>): number[] {
    const pins = this.#around.pins()
    if (pins.length === 0) return []
    const rays = Array.from(sources, (source) => this.#rayOf(frame, source)).filter((ray) => ray !== undefined)
    const aimed = rays.map((ray) => this.#pinOn(ray)?.element)
    return [
      ...pins.flatMap(({ at, element }) => squareAt(this.#directionOf(at), aimed.includes(element) ? MARKED : MARK)),
      ...rays.flatMap((ray) => squareAt(ray, POINTER)),
    ]
  }

  #pinOn(ray: Vector): Pin | undefined {
    const away = ({ at }: Pin): number => angleBetween(ray, this.#directionOf(at))
    const [nearest] = this.#around.pins().sort((a, b) => away(a) - away(b))
    return nearest && away(nearest) <= REACH ? nearest : undefined
  }

  #directionOf(at: Pin['at']): Vector {
    return directionAt(at, this.#around.extent)
  }

  #rayOf(frame: XrFrame, { targetRaySpace }: XrInputSource): Vector | undefined {
    const pose = frame.getPose(targetRaySpace, this.#space)
    return pose ? turned(aheadOf(pose.transform.matrix), -(this.#turn ?? 0)) : undefined
  }
}
