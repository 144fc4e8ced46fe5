/** Frames are compared as grey pictures of this size, so many a second, over so many seconds. */
export const SAMPLE = { width: 32, height: 18, rate: 4, seconds: 10 } as const
const BYTES = SAMPLE.width * SAMPLE.height

/** Standard deviation of grey from which a frame shows something: black with noise has 2, a title on black some 20. */
const ENOUGH = 16

/** Looks for the first frame that is not all of one colour, as its samples come in. */
export interface FirstShown {
  /** Takes bytes of samples; true once there is a frame that shows something. */
  add(chunk: Buffer): boolean
  /** Which of the samples it is, from 0: the first that shows something, else the one that shows most. */
  index(): number
}

export function firstShown(): FirstShown {
  let rest: Buffer = Buffer.alloc(0)
  let count = 0
  let best = { index: 0, deviation: -1 }
  return {
    add(chunk) {
      rest = Buffer.concat([rest, chunk])
      for (; rest.length >= BYTES && best.deviation < ENOUGH; rest = rest.subarray(BYTES), count++) {
        const found = deviation(rest.subarray(0, BYTES))
        if (found > best.deviation) best = { index: count, deviation: found }
      }
      return best.deviation >= ENOUGH
    },
    index: () => best.index,
  }
}

function deviation(values: Uint8Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
