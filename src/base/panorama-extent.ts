/** How much of the sphere a panorama covers, in degrees. */
export interface PanoramaExtent {
  across: number
  high: number
}

/** Pixels are rounded, and a gap of a degree would be seen as a seam. */
const TOLERANCE = 0.04

/**
 * What a picture covers as a panorama, by its shape: twice as wide as high the whole sphere; a wider one goes all round and lacks
 * top and bottom alike; a narrower one covers the full height of a part. The viewer says the same in its own code (`camera.ts`).
 */
export function panoramaExtent({ width, height }: { width: number; height: number }): PanoramaExtent {
  const ratio = width / height
  if (Math.abs(ratio - 2) <= TOLERANCE) return { across: 360, high: 180 }
  return ratio > 2 ? { across: 360, high: 360 / ratio } : { across: 180 * ratio, high: 180 }
}
