import { pictureAt } from './load-frames.js'

/** Milliseconds of rest before a large picture is fetched. */
const REST = 150

/** Fetches the large picture of the frame at hand when more pixels are wanted than the frame has. */
export interface Sharpness {
  /** The frame to show large, by its address; undefined for none. Fetched once nothing has changed for a moment. */
  want(address: string | undefined): void
  /** Another frame than that of an address is no longer wanted. */
  keepOnly(address: string | undefined): void
}

/** `show` gets each large picture that has arrived while it is still wanted, and undefined as soon as it is not. */
export function sharpness(show: (image: HTMLImageElement | undefined) => void, life: AbortSignal): Sharpness {
  let wanted: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  life.addEventListener('abort', () => clearTimeout(timer), { once: true })
  return { want, keepOnly: (address) => wanted !== address && want(undefined) }

  function want(address: string | undefined): void {
    if (address === wanted) return
    wanted = address
    show(undefined)
    clearTimeout(timer)
    if (address !== undefined) timer = setTimeout(() => void fetch(address), REST)
  }

  async function fetch(address: string): Promise<void> {
    const image = await pictureAt(address)
    if (wanted === address && !life.aborted) show(image)
  }
}
