/** Where one looks, in degrees: to the right of the picture's middle, above the horizon, and how wide the view is. */
export interface Camera {
  yaw: number
  pitch: number
  fov: number
}

/** How much of the sphere a picture covers, in degrees. */
export interface Extent {
  across: number
  high: number
}

const LEAST_FOV = 20
const MOST_FOV = 140

/** As tall as it can be said to be 2:1: pixels are rounded, and a gap of a degree would be seen as a seam. */
const WHOLE = 2
const TOLERANCE = 0.04

/**
 * What a picture covers. Twice as wide as high it is the whole sphere; a wider one goes all round and lacks top and bottom
 * alike; a narrower one covers the full height of a part.
 */
export function extentOf({ width, height }: { width: number; height: number }): Extent {
  const ratio = width / height
  if (Math.abs(ratio - WHOLE) <= TOLERANCE) return { across: 360, high: 180 }
  return ratio > WHOLE ? { across: 360, high: 360 / ratio } : { across: 180 * ratio, high: 180 }
}

/** A camera that shows nothing beyond the picture. `aspect` is the width of the view by its height. */
export function bounded({ yaw, pitch, fov }: Camera, { across, high }: Extent, aspect: number): Camera {
  const most = Math.min(MOST_FOV, across < 360 ? across : Infinity, high < 180 ? acrossFor(high, aspect) : Infinity)
  const width = clamp(fov, Math.min(LEAST_FOV, most), most)
  const overhead = high < 180 ? Math.max(0, (high - heightFor(width, aspect)) / 2) : 90
  const aside = Math.max(0, (across - width) / 2)
  return {
    yaw: across < 360 ? clamp(around(yaw), -aside, aside) : around(yaw),
    pitch: clamp(pitch, -overhead, overhead),
    fov: width,
  }
}

/** An angle as −180 to 180. */
export function around(angle: number): number {
  const turned = (((angle + 180) % 360) + 360) % 360
  return turned - 180
}

/** The height of a view in degrees, from its width. */
export function heightFor(fov: number, aspect: number): number {
  return 2 * degrees(Math.atan(Math.tan(radians(fov) / 2) / aspect))
}

function acrossFor(high: number, aspect: number): number {
  return 2 * degrees(Math.atan(Math.tan(radians(high) / 2) * aspect))
}

export function radians(angle: number): number {
  return (angle * Math.PI) / 180
}

export function degrees(angle: number): number {
  return (angle * 180) / Math.PI
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}
