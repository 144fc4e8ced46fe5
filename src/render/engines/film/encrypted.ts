import { open } from 'node:fs/promises'
import { boxesIn, findBox } from '../ffmpeg/mp4/boxes.js'
import { readRange } from '../ffmpeg/mp4/read-range.js'
import { LARGEST_INDEX, topBoxes } from './top-boxes.js'
import { tracksIn } from './tracks.js'

/** How samples are described that are encrypted (ISO 14496-12 §8.12). */
const ENCRYPTED: ReadonlySet<string> = new Set(['encv', 'enca', 'enct', 'encs'])

/**
 * True for an MP4 or QuickTime file of which a track is encrypted, be it in part: ffmpeg decodes noise without a word. Rejects
 * with the system's error.
 */
export async function isEncrypted(file: string): Promise<boolean> {
  const source = await open(file, 'r')
  try {
    const index = (await topBoxes(source)).find(({ type }) => type === 'moov')
    if (!index || index.end - index.start > LARGEST_INDEX) return false
    const moov = await readRange(source, index)
    return tracksIn(moov).some(({ content, end }) => {
      const descriptions = findBox(moov, ['mdia', 'minf', 'stbl', 'stsd'], content, end)
      const samples = descriptions ? boxesIn(moov, descriptions.content + 8, descriptions.end) : []
      return samples.some(({ type }) => ENCRYPTED.has(type))
    })
  } finally {
    await source.close()
  }
}
