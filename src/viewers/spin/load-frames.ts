import { fetchOrder, type Grid } from './frames.js'

/** Requests at once. */
const AT_ONCE = 6

/** The frames that are there. */
export interface Frames {
  image(index: number): HTMLImageElement | undefined
  /** How many have arrived, and how many never will. */
  arrived: number
  failed: number
  /** Settles when all have done one or the other. */
  complete: Promise<void>
  /** Starts fetching, at a row first; once is enough. */
  fetch(row: number): void
}

/** Fetches frames when told to, and says so when one has arrived or failed; until the life ends. */
export function loadFrames(addresses: readonly string[], grid: Grid, changed: () => void, life: AbortSignal): Frames {
  const images = new Map<number, HTMLImageElement>()
  const waiting: number[] = []
  let started = false
  let finish = (): void => undefined
  const complete = new Promise<void>((resolve) => {
    finish = resolve
  })
  const frames: Frames = { image: (index) => images.get(index), arrived: 0, failed: 0, complete, fetch }
  return frames

  function fetch(row: number): void {
    if (started) return
    started = true
    waiting.push(...fetchOrder(grid, row))
    for (let at = 0; at < AT_ONCE; at++) void next()
  }

  async function next(): Promise<void> {
    for (let index = waiting.shift(); index !== undefined && !life.aborted; index = waiting.shift()) {
      const image = await pictureAt(addresses[index] ?? '')
      if (life.aborted) return
      if (image) images.set(index, image)
      frames[image ? 'arrived' : 'failed']++
      changed()
      if (frames.arrived + frames.failed === addresses.length) finish()
    }
  }
}

/** A picture, ready to be painted at once; undefined where it cannot be had. Its name is that of what shows it. */
export async function pictureAt(address: string): Promise<HTMLImageElement | undefined> {
  const image = new Image()
  image.alt = ''
  image.decoding = 'sync'
  image.draggable = false
  image.src = address
  const decoded = await image.decode().then(
    () => true,
    () => false,
  )
  return decoded ? image : undefined
}
