import { open, type FileHandle } from 'node:fs/promises'

/** Size of a film as it is shown, in CSS pixels. */
export interface FilmSize {
  width: number
  height: number
}

const UNKNOWN: FilmSize = { width: 0, height: 0 }

/** Formats whose headers are read. */
const READ: readonly string[] = ['mp4', 'mov', 'webm', 'mkv']

/** Headers have some megabytes for an hour, read in some dozen pieces; a file with more is made to keep us busy. */
const MOST_BYTES = 64 << 20
const MOST_READS = 10_000

/**
 * What the header of a film says of its size, for the room it gets in a page: turned and with square pixels; 0 × 0 where that
 * cannot be told. Never rejects.
 */
export async function filmSize(file: string, format: string): Promise<FilmSize> {
  if (!READ.includes(format)) return UNKNOWN
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'r')
    const found = await trackSize(handle)
    return found && isPlausible(found) ? found : UNKNOWN
  } catch {
    return UNKNOWN
  } finally {
    await handle?.close()
  }
}

/** Mediabunny is loaded here, with the first film. */
async function trackSize(handle: FileHandle): Promise<FilmSize | undefined> {
  const { CustomSource, Input, Logging, LogLevel, MATROSKA, MP4, QTFF, WEBM } = await import('mediabunny')
  // What it does not know it would tell the console.
  Logging.level = LogLevel.Silent
  const { size } = await handle.stat()
  const source = new CustomSource({ getSize: () => size, read: boundedReads(handle) })
  const input = new Input({ source, formats: [MP4, QTFF, MATROSKA, WEBM] })
  try {
    const track = await input.getPrimaryVideoTrack()
    return track ? { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() } : undefined
  } finally {
    input.dispose()
  }
}

/** Reads ranges of a file, and rejects when that becomes too much for a header. */
function boundedReads(handle: FileHandle): (start: number, end: number) => Promise<Uint8Array> {
  let [bytes, reads] = [0, 0]
  return async (start, end) => {
    bytes += end - start
    reads++
    if (bytes > MOST_BYTES || reads > MOST_READS) throw new RangeError('a header without end')
    const buffer = new Uint8Array(end - start)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start)
    return buffer.subarray(0, bytesRead)
  }
}

function isPlausible({ width, height }: FilmSize): boolean {
  return [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= 65_535)
}
