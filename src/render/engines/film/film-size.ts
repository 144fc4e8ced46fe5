import { open, type FileHandle } from 'node:fs/promises'
import { mp4Size } from './mp4-size.js'
import { webmSize } from './webm-size.js'

/** Size of a film as it is shown, in CSS pixels. */
export interface FilmSize {
  width: number
  height: number
}

/** Reads some bytes; fewer where the file ends. */
export type Read = (from: number, length: number) => Promise<Buffer>

const UNKNOWN: FilmSize = { width: 0, height: 0 }

/** What the header of a film says of its size, for the room it gets in a page; 0 × 0 where that cannot be told. Never rejects. */
export async function filmSize(file: string, format: string): Promise<FilmSize> {
  const size = format === 'webm' || format === 'mkv' ? webmSize : format === 'mp4' || format === 'mov' ? mp4Size : undefined
  let handle: FileHandle | undefined
  try {
    if (!size) return UNKNOWN
    handle = await open(file, 'r')
    const found = await size(readerOf(handle))
    return found && isPlausible(found) ? found : UNKNOWN
  } catch {
    return UNKNOWN
  } finally {
    await handle?.close()
  }
}

export function readerOf(handle: FileHandle): Read {
  return async (from, length) => {
    const bytes = Buffer.alloc(length)
    const { bytesRead } = await handle.read(bytes, 0, length, from)
    return bytes.subarray(0, bytesRead)
  }
}

function isPlausible({ width, height }: FilmSize): boolean {
  return [width, height].every((side) => Number.isInteger(side) && side > 0 && side <= 65_535)
}
