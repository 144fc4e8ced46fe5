import type { FileHandle } from 'node:fs/promises'
import type { Box } from './boxes.js'

/** The bytes of a file between two places; fewer where it ends before. */
export async function readRange(file: FileHandle, { start, end }: Pick<Box, 'start' | 'end'>): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start)
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
  return bytes.subarray(0, bytesRead)
}
