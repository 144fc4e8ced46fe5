import { onEnd } from './viewer-element.js'

/** A point in fractions of a picture's width and height, or in CSS pixels of the screen. */
export interface Spot {
  x: number
  y: number
}

/** A hotspot that is there now: its middle, and what is pressed. */
export interface Pin {
  at: Spot
  element: HTMLElement
}

/** What a viewer that moves, turns or changes its picture tells of it to `<rendition-hotspots>` around it. */
export type Ground = GroundBase & (ImageGround | ProjectedGround)

interface GroundBase {
  /** As large as what is seen of the picture; takes drags and the wheel. The slot `hotspots` lies over it. */
  surface: HTMLElement
  /** Moves the picture so that a place can be seen that is on these of its pictures (by their numbers), on the first there. */
  reveal(at: Spot, pictures: readonly number[]): void
  /** What lies on it, for viewers that show it otherwise, too; set by `<rendition-hotspots>`. */
  pins?: (() => Pin[]) | undefined
}

/** Shows pictures in image elements, which are wherever they are. */
interface ImageGround {
  /** The element that shows a picture now. */
  image(picture: number): HTMLImageElement | undefined
  /** Whether a picture is what is seen at a place of the surface, in CSS pixels. */
  shows?(picture: number, at: Spot): boolean
}

/** Shows its large picture by other means. */
interface ProjectedGround {
  /** Where places are seen, in CSS pixels of the surface; of more than two the outline around them. None for what is behind. */
  outline(places: readonly Spot[]): Spot[]
}

/** A viewer with a ground while it shows its picture. Each script knows the other by its element alone. */
export interface Grounded extends HTMLElement {
  ground?: Ground | undefined
}

/** The event, for nobody else, by which a viewer says that its ground is there, has moved, or has gone. */
export const MOVE = 'rendition-move'

export const tellMove = (viewer: Grounded): void => void viewer.dispatchEvent(new Event(MOVE))

export function lendGround(viewer: Grounded, ground: Ground, life: AbortSignal): void {
  const set = (to: Ground | undefined): void => {
    viewer.ground = to
    tellMove(viewer)
  }
  set(ground)
  onEnd(life, () => set(undefined))
}
