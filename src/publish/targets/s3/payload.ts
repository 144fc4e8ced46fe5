import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { digestOf } from '../../../base/hash.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Known } from '../../../ports.js'
import type { Payload } from './client.js'

/** S3's own limit. */
const MOST_PARTS = 10_000

/** A file cut for a multipart upload. */
export interface Parts {
  size: number
  /** Hex MD5 of each part, as they were when the whole was verified. */
  md5s: readonly string[]
}

/** Bytes with their checksums. */
export function payloadOf(body: Uint8Array): Payload & { hex: string } {
  const md5 = createHash('md5').update(body).digest()
  return { body, digest: digestOf(body), md5: md5.toString('base64'), hex: md5.toString('hex') }
}

/** Reads a whole file; rejects with `artifact-damaged` unless it is the expected bytes. */
export async function readWhole(file: string, expected: Known, address: string): Promise<Payload & { hex: string }> {
  const payload = payloadOf(await readPart(file, 0, expected.bytes + 1, address))
  if (payload.body.byteLength !== expected.bytes || payload.digest !== expected.digest) throw damaged(address)
  return payload
}

/** Reads a file through once without holding it: it has to be the expected bytes. Gives what its parts have to be. */
export async function measureParts(file: string, expected: Known, partBytes: number, address: string): Promise<Parts> {
  const size = Math.max(partBytes, Math.ceil(expected.bytes / MOST_PARTS))
  const whole = createHash('sha256')
  const md5s: string[] = []
  let part = createHash('md5')
  let [filled, bytes] = [0, 0]
  await fromFile(address, async () => {
    for await (const piece of createReadStream(file) as AsyncIterable<Buffer>) {
      whole.update(piece)
      bytes += piece.length
      for (let at = 0; at < piece.length;) {
        const slice = piece.subarray(at, at + size - filled)
        part.update(slice)
        at += slice.length
        filled += slice.length
        if (filled < size) continue
        md5s.push(part.digest('hex'))
        part = createHash('md5')
        filled = 0
      }
    }
  })
  if (filled > 0) md5s.push(part.digest('hex'))
  if (bytes !== expected.bytes || whole.digest('hex') !== expected.digest) throw damaged(address)
  return { size, md5s }
}

/** Reads one part as it is about to be sent; rejects when it is not what was measured. */
export async function readMeasured(file: string, parts: Parts, index: number, address: string): Promise<Payload> {
  const payload = payloadOf(await readPart(file, index * parts.size, parts.size, address))
  if (payload.hex !== parts.md5s[index]) throw damaged(address)
  return payload
}

/** The ETag that S3 gives to an object of these parts. */
export function multipartEtag(md5s: readonly string[]): string {
  const joined = Buffer.concat(md5s.map((md5) => Buffer.from(md5, 'hex')))
  return `${createHash('md5').update(joined).digest('hex')}-${md5s.length}`
}

function readPart(file: string, from: number, most: number, address: string): Promise<Uint8Array> {
  return fromFile(address, async () => {
    const handle = await open(file)
    try {
      const body = Buffer.alloc(most)
      let filled = 0
      while (filled < most) {
        const { bytesRead } = await handle.read(body, filled, most - filled, from + filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return body.subarray(0, filled)
    } finally {
      await handle.close()
    }
  })
}

async function fromFile<T>(address: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw damaged(address)
    throw error
  }
}

function damaged(address: string): RenditionsError {
  return new RenditionsError(errorOf('artifact-damaged', { address }))
}
