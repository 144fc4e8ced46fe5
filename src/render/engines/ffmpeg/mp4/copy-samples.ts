import { open, type FileHandle } from 'node:fs/promises'
import type { Sample } from './read-track.js'

const PIECE = 2 ** 20

/** Files of samples that are open at once: a long film has hundreds, one after another. */
const OPEN = 8

/** Writes a file of some bytes and then the bytes of samples, wherever those are. Rejects with the system's error. */
export async function writeSamples(file: string, head: Buffer, samples: readonly Sample[]): Promise<void> {
  const sources = new Map<string, FileHandle>()
  const target = await open(file, 'wx')
  try {
    await target.writeFile(head)
    for (const range of rangesOf(samples)) {
      const source = sources.get(range.file) ?? (await open(range.file, 'r'))
      // Used last, it stands last.
      sources.delete(range.file)
      sources.set(range.file, source)
      const [oldest] = sources
      if (oldest && sources.size > OPEN) {
        sources.delete(oldest[0])
        await oldest[1].close()
      }
      await copyRange(source, target, range.offset, range.bytes)
    }
  } finally {
    await Promise.all([target, ...sources.values()].map((handle) => handle.close()))
  }
}

type Range = Pick<Sample, 'file' | 'offset' | 'bytes'>

/** Neighbours are one range. */
function rangesOf(samples: readonly Sample[]): Range[] {
  const ranges: Range[] = []
  for (const { file, offset, bytes } of samples) {
    const last = ranges.at(-1)
    if (last?.file === file && last.offset + last.bytes === offset) last.bytes += bytes
    else ranges.push({ file, offset, bytes })
  }
  return ranges
}

async function copyRange(source: FileHandle, target: FileHandle, offset: number, bytes: number): Promise<void> {
  const buffer = Buffer.alloc(Math.min(bytes, PIECE))
  for (let done = 0; done < bytes;) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(PIECE, bytes - done), offset + done)
    if (bytesRead === 0) throw new RangeError('a file of samples is shorter than it was')
    await target.writeFile(buffer.subarray(0, bytesRead))
    done += bytesRead
  }
}
