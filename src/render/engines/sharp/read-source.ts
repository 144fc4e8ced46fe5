import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import type { Stats } from 'node:fs'
import { isTranscriptPath } from '../../../base/track-name.js'
import type { Limits } from '../../../config/types.js'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Digest, Kind } from '../../../types.js'
import { openFiles } from './load-sharp.js'
import { headLength, mediaTypeOf, type MediaType } from './media-type.js'
import { readSvgRoot } from './svg-root.js'

/** A file that was read once: what it is, the digest of its bytes, and the bytes themselves for pictures. */
export interface Source {
  kind: Kind
  format: string
  size: number
  digest: Digest
  /** All bytes of a picture; undefined for what is only hashed, because it may be gigabytes. */
  bytes?: Buffer
  /** A picture that is too large for that: its absolute path, and how the file looked when it was hashed. */
  large?: { file: string; stamp: string }
}

/** Pictures that libvips reads row by row, if they are stored so. */
const rowByRow = ['jpeg', 'png']

const readings = 3
const chunkLength = 1 << 20
/** A sign of life is given for so many streamed bytes. */
const lifeEvery = 64 << 20

/**
 * The door for every file: a regular file, no larger than its kind may be, of a type we know by its first bytes,
 * read into one Buffer that is both hashed and decoded, so that the digest and the pixels cannot differ.
 * A picture too large for that is hashed and then read by its path; see `checkUnchanged`.
 * Pipes, devices and sockets are never opened. Rejects with `RenditionsError` (`asset-*`).
 */
export async function readSource(path: string, file: string, limits: Limits, alive: () => void): Promise<Source> {
  for (let attempt = 1; ; attempt++) {
    const source = await readOnce(path, file, limits, alive)
    if (source) return source
    if (attempt === readings) throw new RenditionsError(errorOf('asset-changed', { path }))
  }
}

/** Undefined when the file changed meanwhile. */
async function readOnce(path: string, file: string, limits: Limits, alive: () => void): Promise<Source | undefined> {
  const handle = await openRegular(path, file)
  try {
    const before = await handle.stat()
    if (!before.isFile()) throw new RenditionsError(errorOf('asset-not-a-file', { path, what: whatIs(before) }))
    if (before.size === 0) throw new RenditionsError(errorOf('asset-empty', { path }))
    const head = await readUpTo(handle, Math.min(headLength, before.size), 0)
    const type = transcriptType(path) ?? accepted(path, mediaTypeOf(head))
    const source =
      type.kind === 'image'
        ? isLarge(before.size, type, limits)
          ? await hashLarge(file, handle, before, type, alive)
          : await readPicture(path, handle, before.size, type, limits)
        : await hashStream(handle, before.size, type, alive)
    const after = await handle.stat()
    return source && after.size === before.size && after.mtimeMs === before.mtimeMs ? source : undefined
  } catch (error) {
    throw error instanceof RenditionsError ? error : unreadable(path, error)
  } finally {
    await handle.close()
  }
}

/** More than an ordinary picture may have, but not more than one that is taken in parts. */
function isLarge(size: number, { format }: Accepted, limits: Limits): boolean {
  return size > limits.bytes && size <= limits.tiledBytes && rowByRow.includes(format)
}

async function hashLarge(
  file: string,
  handle: FileHandle,
  stats: Stats,
  type: Accepted,
  alive: () => void,
): Promise<Source | undefined> {
  const source = await hashStream(handle, stats.size, type, alive)
  return source && { ...source, large: { file, stamp: stampOf(stats) } }
}

/** Does work that decodes a source, the loaders open that it takes. */
export async function reading<T>({ large }: Source, work: () => Promise<T>): Promise<T> {
  if (!large) return work()
  openFiles(true)
  try {
    return await work()
  } finally {
    openFiles(false)
  }
}

/** Rejects when a large picture is not the file any more that was hashed: what was made from it may show something else. */
export async function checkUnchanged(path: string, { large }: Source): Promise<void> {
  if (!large) return
  const found = await stat(large.file).catch(() => undefined)
  if (!found || stampOf(found) !== large.stamp) throw new RenditionsError(errorOf('asset-changed', { path }))
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return [size, mtimeMs, ctimeMs, ino].join()
}

async function openRegular(path: string, file: string): Promise<FileHandle> {
  try {
    const found = await stat(file)
    if (!found.isFile()) throw new RenditionsError(errorOf('asset-not-a-file', { path, what: whatIs(found) }))
    // Not blocking, in case a pipe took the file's place since.
    return await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw error instanceof RenditionsError ? error : unreadable(path, error)
  }
}

/** What stands at a path, in words. */
function whatIs(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links lead in a circle',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
}

function unreadable(path: string, error: unknown): RenditionsError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return new RenditionsError(errorOf('asset-unreadable', { path, reason: reasons[code] ?? (code || 'unknown reason') }), {
    cause: error,
  })
}

/** Written text has no first bytes to know it by, so its name says it. */
function transcriptType(path: string): Accepted | undefined {
  return isTranscriptPath(path) ? { kind: 'document', format: /\.md$/i.test(path) ? 'markdown' : 'html' } : undefined
}

interface Accepted {
  kind: Kind
  format: string
}

function accepted(path: string, type: MediaType): Accepted {
  switch (type.is) {
    case 'media':
      return type
    case 'markup':
      return { kind: 'image', format: 'svg' }
    case 'heic':
      throw new RenditionsError(errorOf('asset-heic', { path }))
    case 'lfs-pointer':
      throw new RenditionsError(errorOf('asset-lfs-pointer', { path }))
    case 'refused':
      throw new RenditionsError(errorOf('asset-unknown-type', { path, found: type.found }))
  }
}

async function readPicture(
  path: string,
  handle: FileHandle,
  size: number,
  type: Accepted,
  limits: Limits,
): Promise<Source | undefined> {
  const most = type.format === 'svg' ? limits.svgBytes : limits.bytes
  if (size > most) throw new RenditionsError(errorOf('asset-too-large', { path, limit: megabytes(most), found: megabytes(size) }))
  const bytes = await readUpTo(handle, size, 0)
  if (bytes.length !== size) return undefined
  if (type.format === 'svg') {
    const { refused } = readSvgRoot(bytes)
    if (refused) throw new RenditionsError(errorOf('asset-unknown-type', { path, found: refused }))
  }
  return { ...type, size, digest: createHash('sha256').update(bytes).digest('hex'), bytes }
}

async function hashStream(handle: FileHandle, size: number, type: Accepted, alive: () => void): Promise<Source | undefined> {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(chunkLength)
  let at = 0
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at)
    if (bytesRead === 0) break
    hash.update(chunk.subarray(0, bytesRead))
    at += bytesRead
    if (at % lifeEvery < chunkLength) alive()
  }
  return at === size ? { kind: type.kind, format: type.format, size, digest: hash.digest('hex') } : undefined
}

async function readUpTo(handle: FileHandle, length: number, from: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  while (at < length) {
    const { bytesRead } = await handle.read(bytes, at, length - at, from + at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return bytes.subarray(0, at)
}

/** Bytes as people read them: `64 MB`. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e5) / 10} MB`
}
