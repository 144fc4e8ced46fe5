export interface Size {
  width: number
  height: number
}

/** A rectangle in CSS pixels. */
export interface Box extends Size {
  x: number
  y: number
}

/** A point in shares of the picture's width and height. */
export interface Point {
  x: number
  y: number
}

export type Side = 'left' | 'right' | 'inside'

/** Where the magnified part stands in the window. */
export interface Placement extends Box {
  /** Over the picture itself. */
  isInside: boolean
}

/** What a magnified part wants at least beside the picture; less room, and it stands inside. */
const LEAST = 180

/** What it takes where there is room, even beside a small picture. */
const COMFORTABLE = { width: 360, height: 270 }

/** Between picture and magnified part, and to the edge of the window. */
const GAP = 8

export const MIDDLE: Point = { x: 0.5, y: 0.5 }

/** Beside the picture on the wanted side, else on the other one, else over it. Never larger than what there is to magnify. */
export function placePanel(picture: Box, window: Size, side: Side, factor: number): Placement {
  const room = { right: window.width - (picture.x + picture.width) - 2 * GAP, left: picture.x - 2 * GAP }
  const wanted = Math.min(picture.width * factor, Math.max(picture.width, COMFORTABLE.width))
  const enough = Math.min(LEAST, wanted)
  const chosen = side === 'inside' ? undefined : [side, opposite(side)].find((one) => room[one] >= enough)
  if (!chosen) return { ...picture, isInside: true }
  const width = Math.min(wanted, room[chosen])
  const height = Math.min(picture.height * factor, Math.max(picture.height, COMFORTABLE.height), window.height - 2 * GAP)
  const x = chosen === 'right' ? picture.x + picture.width + GAP : picture.x - GAP - width
  const y = Math.max(GAP, Math.min(picture.y, window.height - GAP - height))
  return { x, y, width, height, isInside: false }
}

/** The part of the picture that shows, in pixels from its top left corner: around the point, and never beyond the picture. */
export function lensAt(picture: Size, panel: Size, factor: number, point: Point): Box {
  const width = Math.min(picture.width, panel.width / factor)
  const height = Math.min(picture.height, panel.height / factor)
  return {
    width,
    height,
    x: within(point.x * picture.width - width / 2, picture.width - width),
    y: within(point.y * picture.height - height / 2, picture.height - height),
  }
}

/** True when some of the box can be seen. */
export function isInWindow(box: Box, window: Size): boolean {
  return box.x < window.width && box.y < window.height && box.x + box.width > 0 && box.y + box.height > 0
}

/** The side on screen that an author's word means. */
export function sideOf(stated: string | null, isRightToLeft: boolean): Side {
  if (stated === 'inside') return 'inside'
  return (stated === 'start') === isRightToLeft ? 'right' : 'left'
}

function opposite(side: 'left' | 'right'): 'left' | 'right' {
  return side === 'left' ? 'right' : 'left'
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}
