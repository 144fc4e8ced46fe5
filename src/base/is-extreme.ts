/** Beyond this, searching takes minutes (522 bytes of 1 × 20,000 took over 40 s) and finds nothing. */
const EXTREME_ASPECT = 200

/** True when a picture is too long and thin to be searched for what is worth keeping. */
export function isExtreme({ width, height }: { width: number; height: number }): boolean {
  return Math.max(width, height) > EXTREME_ASPECT * Math.min(width, height)
}
