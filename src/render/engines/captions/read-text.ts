import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Digest } from '../../../types.js'

/** Longest text that is read; a film of ten hours has captions of a megabyte. */
const LARGEST = 8 << 20

/**
 * A text file as it was hashed, without byte order mark and with LF alone. Rejects with `RenditionsError`: `asset-too-large`,
 * `asset-changed`, and `track-encoding` with its place for what is not UTF-8.
 */
export async function readText(path: string, file: string, digest: Digest): Promise<string> {
  const { size } = await stat(file)
  if (size > LARGEST)
    throw new RenditionsError(errorOf('asset-too-large', { path, limit: '8 MB', found: `${Math.ceil(size / (1 << 20))} MB` }))
  const bytes = await readFile(file)
  if (createHash('sha256').update(bytes).digest('hex') !== digest) throw new RenditionsError(errorOf('asset-changed', { path }))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd')
  } catch {
    throw new RenditionsError(errorOf('track-encoding', { path }, { file: path, ...firstOdd(bytes) }))
  }
}

/** Line and column (in bytes) of the first byte that is no part of UTF-8. */
function firstOdd(bytes: Buffer): { line: number; column: number } {
  let [line, start] = [1, 0]
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) {
    if (!isUtf8(bytes.subarray(start, at))) break
    line++
    start = at + 1
  }
  let end = start
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (; end < bytes.length; end++) decoder.decode(bytes.subarray(end, end + 1), { stream: true })
  } catch {
    // It is the one that the decoder stopped at.
  }
  return { line, column: end - start + 1 }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
