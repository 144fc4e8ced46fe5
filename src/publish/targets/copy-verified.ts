import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { digestOf } from '../../base/hash.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { Digest } from '../../types.js'

/** Larger files are streamed, so that a video does not have to fit into memory. */
const STREAM_ABOVE = 8 * 1024 * 1024

/**
 * Copies a file to a new name and rejects with `artifact-damaged` when what was copied is not the expected bytes.
 * Never a hard link: an edit of the copy must not reach the cache. `address` is for the message.
 */
export async function copyVerified(
  from: string,
  to: string,
  expected: { bytes: number; digest: Digest },
  address: string,
): Promise<void> {
  const digest = await (expected.bytes > STREAM_ABOVE ? copyStream(from, to) : copyWhole(from, to)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (digest !== expected.digest) throw new RenditionsError(errorOf('artifact-damaged', { address }))
}

/** Digest of a file's bytes. */
export async function hashFile(file: string): Promise<Digest> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

async function copyWhole(from: string, to: string): Promise<Digest> {
  const bytes = await readFile(from)
  await writeFile(to, bytes, { flag: 'wx' })
  return digestOf(bytes)
}

async function copyStream(from: string, to: string): Promise<Digest> {
  const hash = createHash('sha256')
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(createReadStream(from), tap, createWriteStream(to, { flags: 'wx' }))
  return hash.digest('hex')
}
