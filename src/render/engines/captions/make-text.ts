import type { Digest, Recipe, Transcript } from '../../../types.js'
import { formatVtt } from './format-vtt.js'
import { readText } from './read-text.js'
import { spokenParts } from './spoken.js'
import { parseTrack } from './track-problems.js'
import { writtenInHtml, writtenInMarkdown } from './written.js'

/** A text file that something is made of: site path, absolute path, its format and digest. */
export interface TextSource {
  path: string
  file: string
  format: string
  digest: Digest
}

/** The bytes of a rendition of captions or of a transcript. Rejects as `readText` does. */
export async function makeText({ path, file, format, digest }: TextSource, { kind }: Pick<Recipe, 'kind'>): Promise<Buffer> {
  const text = await readText(path, file, digest)
  if (kind === 'captions') return Buffer.from(formatVtt(parseTrack(path, format, text).cues))
  return Buffer.from(JSON.stringify(await transcriptOf(path, format, text)))
}

async function transcriptOf(path: string, format: string, text: string): Promise<Transcript> {
  if (format === 'html') return { written: await writtenInHtml(text) }
  if (format === 'markdown') return { written: await writtenInMarkdown(text) }
  return { spoken: spokenParts(parseTrack(path, format, text).cues) }
}
