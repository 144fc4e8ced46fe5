import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Digest } from '../../types.js'

const chunkLength = 256 * 1024

/** SHA-256 of a file's bytes, read in pieces. Rejects with the system's error. */
export async function fileDigest(file: string): Promise<Digest> {
  const handle = await open(file, 'r')
  try {
    const hash = createHash('sha256')
    const chunk = Buffer.allocUnsafe(chunkLength)
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunkLength)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(chunk.subarray(0, bytesRead))
    }
  } finally {
    await handle.close()
  }
}
