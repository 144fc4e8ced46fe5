/** Reads what `-progress` prints: lines of `key=value`, a block of them some twice a second. */
export interface Progress {
  add(chunk: Buffer): void
  /** Seconds and frames of output as told last; 0 before. */
  last(): { seconds: number; frames: number }
}

/** Longer than any line it prints. */
const LONGEST = 1000

/** `tell` gets the seconds of output that are done, whenever they are more than before. */
export function readProgress(tell: ((seconds: number) => void) | undefined): Progress {
  let rest = ''
  let seconds = 0
  let frames = 0
  const read = (line: string): void => {
    const [, key, value] = /^(\w+)=\s*(-?\d+)\s*$/.exec(line) ?? []
    if (key === 'frame') frames = Number(value)
    if (key !== 'out_time_us') return
    const done = Number(value) / 1e6
    // Before the first frame it is the smallest number there is, or not there at all.
    if (done <= seconds) return
    seconds = done
    tell?.(seconds)
  }
  return {
    add(chunk) {
      const lines = (rest + chunk.toString('latin1')).split('\n')
      rest = (lines.pop() ?? '').slice(-LONGEST)
      lines.forEach(read)
    },
    last: () => ({ seconds, frames }),
  }
}
