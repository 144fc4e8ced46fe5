import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { byCodeUnit } from '../base/by-code-unit.js'
import { mapLimited } from '../base/concurrency.js'
import { fromSitePath } from '../base/site-path.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { FilmFacts } from '../film-types.js'
import type { FilmEngine, ImageEngine } from '../ports.js'
import type { Asset, Digest, Probe, Problem } from '../types.js'
import { stampOf, type Catalogue, type Stamp } from './catalogue.js'
import type { StatIndex } from './stat-index.js'

export type Found = { asset: Asset; problems: readonly Problem[] } | { problem: Problem }

/** Assets with digest and probe, read at most once. */
export interface Assets {
  /** Never rejects: what cannot be used comes as a problem. */
  asset(path: string): Promise<Found>
  /** What the headers of a GIF say of it as a film: nobody looks into it before it is shown as one. Rejects for what no film is. */
  moving(asset: Asset): Promise<FilmFacts>
  /** Of all assets with the same bytes, the site path that sorts first: identical bytes get one name. */
  canonical(asset: Asset): Promise<string>
  /** A file changed: what was read of it is forgotten. */
  invalidate(path: string): void
}

export interface AssetsOptions {
  catalogue: Pick<Catalogue, 'stamp' | 'sameSize' | 'refusal' | 'touch'>
  statIndex: StatIndex
  engine: Pick<ImageEngine, 'probe'>
  /** Asked for films and sounds alone. */
  films: Pick<FilmEngine, 'encoder' | 'facts'>
  /** Absolute root folder. */
  root: string
}

/** Files read at once for comparison. */
const OPEN_FILES = 8

export function createAssets(options: AssetsOptions): Assets {
  const { catalogue } = options
  const found = new Map<string, Promise<Found>>()
  const digests = new Map<string, Promise<Digest | undefined>>()
  /** By size, so that a thousand files of one size (icons, placeholders) are gone through once and not a thousand times. */
  const firsts = new Map<number, Promise<ReadonlyMap<Digest, string>>>()

  const moving = new Map<string, Promise<FilmFacts>>()
  /** When files were read that the index did not know, in milliseconds since 1970. */
  const readAt = new Map<string, number>()

  const asset = (path: string): Promise<Found> => remember(found, path, () => readAsset(options, readAt, path))
  const digest = (path: string): Promise<Digest | undefined> =>
    remember(digests, path, async () => {
      const read = found.get(path)
      const known = read && (await read)
      return known && 'asset' in known ? known.asset.digest : hashFile(options, path)
    })

  return {
    asset,
    moving: (own) => remember(moving, own.path, () => readMoving(options, readAt.get(own.path), own)),
    async canonical({ path, digest: own, bytes }) {
      const alike = catalogue.sameSize(path)
      if (!alike.some((other) => other !== path)) return path
      const first = (await remember(firsts, bytes, () => firstByDigest(alike, digest))).get(own)
      return first !== undefined && byCodeUnit(first, path) < 0 ? first : path
    },
    invalidate(path) {
      catalogue.touch(path)
      found.delete(path)
      moving.delete(path)
      readAt.delete(path)
      digests.delete(path)
      firsts.clear()
    },
  }
}

/** Of the files with the same bytes, the path that sorts first; files that cannot be read are left out. */
async function firstByDigest(
  paths: readonly string[],
  digest: (path: string) => Promise<Digest | undefined>,
): Promise<ReadonlyMap<Digest, string>> {
  const digests = await mapLimited(paths, OPEN_FILES, digest)
  const firsts = new Map<Digest, string>()
  for (const [index, path] of paths.entries()) {
    const own = digests[index]
    const first = own === undefined ? undefined : firsts.get(own)
    if (own !== undefined && (first === undefined || byCodeUnit(path, first) < 0)) firsts.set(own, path)
  }
  return firsts
}

async function readAsset(
  { catalogue, statIndex, engine, films, root }: AssetsOptions,
  times: Map<string, number>,
  path: string,
): Promise<Found> {
  const stamp = catalogue.stamp(path)
  if (!stamp) return { problem: catalogue.refusal(path) ?? errorOf('asset-unreadable', { path, reason: 'it is gone' }) }
  const known = statIndex.get(path, stamp)
  if (known?.probe && known.encoder === (await encoderFor(known.probe, films)))
    return { asset: { path, digest: known.digest, bytes: stamp.size, probe: known.probe }, problems: known.problems ?? [] }
  const file = fromSitePath(root, path)
  const readAt = Date.now()
  times.set(path, readAt)
  try {
    const { digest, bytes, ...read } = await engine.probe(path, file)
    const encoder = await encoderFor(read.probe, films)
    const { probe, problems } = encoder ? await withFacts(read, films, path, file) : read
    const found = { digest, probe, problems, ...(encoder !== undefined && { encoder }) }
    if (isUnchanged(file, stamp)) statIndex.set(path, stamp, found, readAt)
    return { asset: { path, digest, bytes, probe }, problems }
  } catch (error) {
    if (error instanceof RenditionsError) return { problem: error.problem }
    const { code } = error as NodeJS.ErrnoException
    return { problem: errorOf('asset-unreadable', { path, reason: code ?? 'the renderer could not open it' }) }
  }
}

/** Version of what can read films and sounds, '' where nothing can; undefined for what is neither. */
async function encoderFor({ kind }: Probe, films: Pick<FilmEngine, 'encoder'>): Promise<string | undefined> {
  return kind === 'video' || kind === 'audio' ? ((await films.encoder())?.version ?? '') : undefined
}

/** What a film's own headers say of it, over what its first bytes and boxes do. */
async function withFacts(
  { probe, problems }: { probe: Probe; problems: readonly Problem[] },
  films: Pick<FilmEngine, 'facts'>,
  path: string,
  file: string,
): Promise<{ probe: Probe; problems: readonly Problem[] }> {
  const { facts, width, height, problems: others } = await films.facts(path, file)
  // Recorders write voices into the containers of films.
  const kind = facts.video || facts.audio.length === 0 ? probe.kind : 'audio'
  return { probe: { ...probe, kind, width, height, film: facts }, problems: [...problems, ...others] }
}

/** @param readAt When its bytes were read; undefined where they are known from a former run. */
async function readMoving(
  { catalogue, statIndex, films, root }: AssetsOptions,
  readAt: number | undefined,
  { path, digest, probe }: Asset,
): Promise<FilmFacts> {
  const stamp = catalogue.stamp(path)
  const known = stamp && statIndex.get(path, stamp)
  const encoder = (await films.encoder())?.version ?? ''
  if (known?.moving?.encoder === encoder) return known.moving.facts
  const file = fromSitePath(root, path)
  const startedAt = Date.now()
  const { facts } = await films.facts(path, file)
  const moving = { encoder, facts }
  if (stamp && isUnchanged(file, stamp))
    statIndex.set(path, stamp, { ...(known ?? { digest, probe }), moving }, readAt ?? startedAt)
  return facts
}

/** Digest of a file that nobody refers to, for comparison alone. */
async function hashFile({ catalogue, statIndex, root }: AssetsOptions, path: string): Promise<Digest | undefined> {
  const stamp = catalogue.stamp(path)
  const known = stamp && statIndex.get(path, stamp)
  if (!stamp || known) return known?.digest
  const file = fromSitePath(root, path)
  const readAt = Date.now()
  try {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array)
    const digest = hash.digest('hex')
    if (isUnchanged(file, stamp)) statIndex.set(path, stamp, { digest }, readAt)
    return digest
  } catch {
    return undefined
  }
}

/** A file that was written to while it was read must be read again next time. */
function isUnchanged(file: string, before: Stamp): boolean {
  const after = stampOf(file)
  return (
    after !== undefined &&
    after.size === before.size &&
    after.mtimeNs === before.mtimeNs &&
    after.ctimeNs === before.ctimeNs &&
    after.ino === before.ino
  )
}

function remember<K, V>(map: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = map.get(key)
  if (known) return known
  const made = make()
  map.set(key, made)
  return made
}
