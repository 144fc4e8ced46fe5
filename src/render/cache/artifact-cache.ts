import { lstatSync, mkdirSync, rmSync, type Stats } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryNameFor } from '../../base/atomic-write.js'
import { bundleFolder, bundleWorkshop, fileArtifact, fileKey, parseBundle } from '../../base/bundle.js'
import { mapLimited } from '../../base/concurrency.js'
import { digestOf } from '../../base/hash.js'
import { sweepTemporary } from '../../base/sweep-temporary.js'
import { warningOf } from '../../errors.js'
import type { ArtifactCache, Clock } from '../../ports.js'
import type { Artifact, BundleFile, Problem } from '../../types.js'
import { chooseEvictions } from './evict.js'
import { logName, pathOf, prepareFolder, privateFolder, unfinishedFolder } from './layout.js'
import { BytesDiffer, holds, putFile } from './put-file.js'
import { openRecordLog, type RecordLog } from './record-log.js'
import { grace } from './sweep.js'
import { isTrusted, sameFile, seenNow } from './trust.js'

export interface ArtifactCacheOptions {
  /** Absolute path of the cache's folder. */
  folder: string
  /** Its name in messages. Default `.renditions`. */
  name?: string
  /** Bytes before the least recently used artifacts go. */
  maxBytes: number
  clock?: Clock
  /** Told once when the cache cannot be written. */
  warn?(problem: Problem): void
}

/** A record's time of use is renewed when it is older than this: well before a sweep would take it for unused. */
const usedStep = grace / 2

/** Files of a bundle that are taken over at once. */
const filesAtOnce = 8

interface Cache {
  /** Where artifacts are read from. */
  folder: string
  /** Where new ones go: the same folder, or one of this process alone. */
  writable: string
  log: RecordLog
  now(): number
  /** Keys this process has asked for or made. */
  used: Set<string>
  made: Set<string>
  counts: { hits: number; made: number; damaged: number }
}

/**
 * Opens (or starts) the cache of artifacts in a folder: bytes once per digest, a log of records by key.
 * Safe for several processes; portable between machines; can be deleted at any time. A folder that cannot be
 * written is read all the same, and what is made goes to a temporary folder until `close`.
 */
export function createArtifactCache(options: ArtifactCacheOptions): ArtifactCache {
  const cache = openCache(options)
  return {
    counts: cache.counts,
    get: (key) => get(cache, key),
    file: (artifact) => fileOf(cache, artifact),
    read: (artifact) => read(cache, artifact),
    verify: (artifact) => verify(cache, artifact),
    adopt: (key, temporary, artifact) => adopt(cache, key, temporary, artifact),
    adoptBundle: (key, temporary, artifact) => adoptBundle(cache, key, temporary, artifact),
    bundle: (artifact) => bundleOf(cache, artifact),
    forget: (keys) => forget(cache, keys),
    temporary: () => temporaryIn(cache.writable),
    close: () => close(cache, options.maxBytes),
  }
}

function openCache({ folder, name = '.renditions', clock, warn }: ArtifactCacheOptions): Cache {
  let writable = folder
  try {
    prepareFolder(folder)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason'
    warn?.(warningOf('cache-unwritable', { path: name, reason }))
    writable = privateFolder()
  }
  const log = openRecordLog(join(folder, logName), writable === folder)
  const now = clock ? () => clock.now() : Date.now
  return { folder, writable, log, now, used: new Set(), made: new Set(), counts: { hits: 0, made: 0, damaged: 0 } }
}

function temporaryIn(folder: string): string {
  const unfinished = join(folder, unfinishedFolder)
  mkdirSync(unfinished, { recursive: true })
  return temporaryNameFor(join(unfinished, 'rendition'))
}

function get(cache: Cache, key: string): Artifact | undefined {
  const record = cache.log.get(key)
  if (!record) return undefined
  if (!cache.used.has(key) && !cache.made.has(key)) cache.counts.hits++
  cache.used.add(key)
  if (cache.now() - record.used > usedStep) cache.log.put({ ...record, used: cache.now() })
  const { digest, bytes, width, height } = record
  return { key, digest, bytes, width, height }
}

function fileOf(cache: Cache, { key, digest }: Artifact): string {
  return join(cache.made.has(key) ? cache.writable : cache.folder, pathOf(digest))
}

async function read(cache: Cache, artifact: Artifact): Promise<Uint8Array | undefined> {
  const bytes = await readFile(fileOf(cache, artifact)).catch(() => undefined)
  if (bytes && digestOf(bytes) === artifact.digest) return bytes
  return damaged(cache, artifact)
}

async function verify(cache: Cache, artifact: Artifact): Promise<boolean> {
  const file = fileOf(cache, artifact)
  const record = cache.log.get(artifact.key)
  // Synchronous on purpose: 3 µs each, a tenth of what a promise per file costs on thousands of files.
  const stats = statsOf(file)
  if (stats?.isFile() && stats.size === artifact.bytes) {
    if (record?.digest === artifact.digest && isTrusted(record.seen, stats)) return true
    if (await holds(file, artifact)) {
      if (record?.digest === artifact.digest) cache.log.put({ ...record, seen: seenNow(stats, Date.now()) })
      return true
    }
  }
  damaged(cache, artifact)
  return false
}

function statsOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function damaged(cache: Cache, { key, digest }: Artifact): undefined {
  if (cache.log.get(key)?.digest === digest) cache.log.forget(key)
  cache.used.delete(key)
  cache.counts.damaged++
  return undefined
}

async function adopt(cache: Cache, key: string, temporary: string, artifact: Artifact): Promise<Artifact> {
  const place = join(cache.writable, pathOf(artifact.digest))
  await putFile(temporary, place, artifact)
  cache.made.add(key)
  cache.used.add(key)
  cache.counts.made++
  const adopted: Artifact = { ...artifact, key }
  const stats = statsOf(place)
  cache.log.put({ ...adopted, used: cache.now(), ...(stats && { seen: seenNow(stats, Date.now()) }) })
  return adopted
}

/** The list comes last: where it is, its files were there. */
async function adoptBundle(cache: Cache, key: string, temporary: string, artifact: Artifact): Promise<Artifact> {
  const files = parseBundle(await readFile(temporary, 'utf8'))
  if (!files) throw new BytesDiffer()
  const folder = bundleFolder(temporary)
  await mapLimited(files, filesAtOnce, (file) =>
    adopt(cache, fileKey(key, file.path), join(folder, file.path), fileArtifact(key, file)),
  )
  await rm(bundleWorkshop(temporary), { recursive: true, force: true })
  return { ...(await adopt(cache, key, temporary, artifact)), files }
}

async function bundleOf(cache: Cache, artifact: Artifact): Promise<readonly BundleFile[] | undefined> {
  const bytes = await read(cache, artifact)
  const files = bytes && parseBundle(Buffer.from(bytes).toString('utf8'))
  if (!files) return undefined
  for (const file of files) if (!(await verify(cache, fileArtifact(artifact.key, file)))) return undefined
  return files
}

function forget(cache: Cache, keys: Iterable<string>): void {
  const going = new Map(
    [...keys].flatMap((key) => cache.log.get(key) ?? []).map((record) => [record.digest, fileOf(cache, record)]),
  )
  for (const key of keys) {
    cache.log.forget(key)
    cache.used.delete(key)
    cache.made.delete(key)
  }
  if (going.size === 0) return
  // First the records, then the bytes: never a record whose bytes are gone.
  cache.log.flush()
  for (const { digest } of cache.log.all()) going.delete(digest)
  for (const file of going.values()) rmSync(file, { force: true })
}

async function close(cache: Cache, maxBytes: number): Promise<void> {
  if (cache.writable !== cache.folder) return rm(cache.writable, { recursive: true, force: true })
  try {
    settleTrust(cache)
    cache.log.tidy()
    const going = chooseEvictions(cache.log.all(), maxBytes, cache.used)
    for (const { key, digest } of cache.log.all()) if (going.has(digest)) cache.log.forget(key)
    // First the records, then the bytes: never a record whose bytes are gone.
    cache.log.flush()
    for (const digest of going) rmSync(join(cache.folder, pathOf(digest)), { recursive: true, force: true })
    await sweepTemporary(join(cache.folder, unfinishedFolder))
  } catch (error) {
    // A full disk or a folder that was deleted meanwhile: the next build makes again what it misses.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
}

/**
 * What was made in this run was looked at too soon after its last change to be trusted later on. Files that still
 * look the same now are noted as seen now, so that the next build need not read them.
 */
function settleTrust(cache: Cache): void {
  for (const key of cache.made) {
    const record = cache.log.get(key)
    const stats = record && statsOf(join(cache.folder, pathOf(record.digest)))
    if (!record?.seen || !stats || !sameFile(record.seen, stats)) continue
    const seen = seenNow(stats, Date.now())
    if (!isTrusted(record.seen, stats) && isTrusted(seen, stats)) cache.log.put({ ...record, seen })
  }
}
