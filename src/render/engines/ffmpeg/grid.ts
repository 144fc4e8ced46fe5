import type { Frames } from '../../../film-types.js'

/**
 * A stretch of a film that one process encodes: its first frame, and how many. The last goes on to the end of the film, or as
 * far as wanted if that is longer; all others have just these frames.
 */
export interface Chunk {
  first: number
  frames: number | undefined
  isLast: boolean
}

/** When frames of the output are shown: at whole multiples of one length, the same for all rungs of all renditions. */
export interface Grid {
  rate: readonly [numerator: number, denominator: number]
  /** Ticks per second of the tracks, and of one frame. */
  timescale: number
  frameTicks: number
  /** Frames from key frame to key frame. */
  keyFrames: number
  chunks: readonly Chunk[]
}

/** Tracks count time at least as finely as this, in ticks per second. */
const FINE = 10_000

/**
 * The grid of a film of so many seconds, cut into chunks of about `chunkSeconds` at key frames. Chunks depend on the film and
 * its key frames alone, so that renditions can share them. A film of unknown length (0) is one chunk. Pure.
 */
export function gridOf(frames: Frames, keySeconds: number, duration: number, chunkSeconds: number): Grid {
  const [numerator, denominator] = frames.frameRate
  const fine = Math.max(1, Math.ceil(FINE / numerator))
  const keyFrames = Math.max(1, Math.round((keySeconds * numerator) / denominator))
  const all = ((frames.part?.seconds ?? duration) * numerator) / denominator
  const chunkFrames = keyFrames * Math.max(1, Math.round((chunkSeconds * numerator) / denominator / keyFrames))
  // A last one of less than half the length would be a start for nothing.
  const count = Math.max(1, Math.round(all / chunkFrames))
  return {
    rate: frames.frameRate,
    timescale: numerator * fine,
    frameTicks: denominator * fine,
    keyFrames,
    chunks: Array.from({ length: count }, (_, index) => ({
      first: index * chunkFrames,
      frames: index < count - 1 ? chunkFrames : lastFrames(frames, index * chunkFrames),
      isLast: index === count - 1,
    })),
  }
}

/** The same film in one chunk: where its own times do not allow to begin within it. */
export function undivided(grid: Grid): Grid {
  const last = grid.chunks.at(-1)
  return { ...grid, chunks: [{ first: 0, frames: last?.frames && last.first + last.frames, isLast: true }] }
}

/** Frames of a segment: whole stretches from key frame to key frame. */
export function segmentFrames({ keyFrames }: Grid, keySeconds: number, segmentSeconds: number): number {
  return keyFrames * Math.max(1, Math.round(segmentSeconds / keySeconds))
}

/** Seconds at which a frame is shown. */
export function timeOf({ rate: [numerator, denominator] }: Grid, frame: number): number {
  return (frame * denominator) / numerator
}

/** A part has an end; a whole film goes on for as long as it does, whatever it says of its length. */
function lastFrames({ part, frameRate: [numerator, denominator] }: Frames, first: number): number | undefined {
  return part && Math.max(1, Math.round((part.seconds * numerator) / denominator)) - first
}
