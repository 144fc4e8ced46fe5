/** A part of a picture, in its pixels. */
export interface Region {
  x: number
  y: number
  width: number
  height: number
}

/** A part in whole pixels, inside a picture of so many. */
export function within({ x, y, width, height }: Region, picture: { width: number; height: number }): Region {
  const left = clamp(Math.round(x), 0, picture.width - 1)
  const top = clamp(Math.round(y), 0, picture.height - 1)
  return {
    x: left,
    y: top,
    width: clamp(Math.round(x + width), left + 1, picture.width) - left,
    height: clamp(Math.round(y + height), top + 1, picture.height) - top,
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
