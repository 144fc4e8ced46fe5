import { mapLimited } from '../../base/concurrency.js'
import { hasTracks, tracksGoing } from '../../base/track-name.js'
import { errorOf, warningOf } from '../../errors.js'
import type { Site } from '../../pipeline.js'
import { NO_PRESET } from '../../publish/decide-ledger.js'
import type { Ledger } from '../../publish/ledger.js'
import type { Manifest } from '../../publish/manifest.js'
import type { Catalogue } from '../../discover/catalogue.js'
import type { Problem } from '../../types.js'
import type { Finding } from './finding.js'

const AT_ONCE = 8
const MAY_HOLD_CREDENTIALS = /\.(?:jpe?g|jpe|jfif|png|webp|avif)$/i
const MAY_HOLD_GPS = /\.(?:jpe?g|jpe|jfif|png|webp|avif|heic|heif|tiff?)$/i

/** Names that are one file on other systems, and what could not be listed. */
export function checkNames(catalogue: Pick<Catalogue, 'collisions' | 'problems'>): Finding[] {
  return [
    ...catalogue.problems.map((problem) => ({ problem })),
    ...catalogue.collisions().map((paths) => ({
      problem: errorOf('asset-collision', { paths }),
      ...(paths[0] !== undefined && { file: paths[0] }),
    })),
  ]
}

/**
 * Assets no document names and no address shows, and that belong by name to no film that is named. Those of `publicDir` are
 * called from anywhere, so they are left out.
 */
export function checkUnused(assets: Iterable<string>, used: ReadonlySet<string>, ledger: Ledger, publicDir: string): Finding[] {
  const promised = new Set(ledger.entries.filter((entry) => Object.keys(entry.stable).length > 0).map((entry) => entry.path))
  const isPublic = (path: string): boolean => publicDir !== '' && path.startsWith(`${publicDir}/`)
  const all = [...assets]
  const shown = new Set(
    tracksGoing(
      [...used],
      all.filter((path) => used.has(path) || !hasTracks(path)),
    ).map(({ path }) => path),
  )
  return all
    .filter((path) => !used.has(path) && !shown.has(path) && !promised.has(path) && !isPublic(path))
    .map((path) => ({ problem: warningOf('asset-unused', { path }), file: path }))
}

/** Sidecars that cannot be read, each once. */
export async function checkSidecars(assets: readonly string[], parts: Pick<Site['parts'], 'sidecar'>): Promise<Problem[]> {
  const found = await mapLimited(assets, AT_ONCE, async (path) => (await parts.sidecar(path)).problems)
  return [...new Map(found.flat().map((problem) => [JSON.stringify(problem), problem])).values()]
}

/** Files that go to the web byte for byte, and say where they were taken. */
export async function checkPrivacy(
  assets: readonly string[],
  publicDir: string,
  records: { ledger: Ledger; manifest: Manifest },
  parts: Pick<Site['parts'], 'asset'>,
): Promise<Finding[]> {
  const originals = [...publicFiles(assets, publicDir), ...publishedOriginals(records)].filter(({ path }) =>
    MAY_HOLD_GPS.test(path),
  )
  const found = await mapLimited(originals, AT_ONCE, async ({ path, address }) => {
    const read = await parts.asset(path)
    if (!('asset' in read) || !read.asset.probe.metadata.gps) return []
    return [{ problem: errorOf('private-location', { path, address: `/${address}` }), file: path }]
  })
  return found.flat()
}

/** Pictures whose content credentials end at the site's door: only renditions of them are published. */
export async function checkCredentials(
  assets: readonly string[],
  { ledger }: { ledger: Ledger },
  parts: Pick<Site['parts'], 'asset'>,
): Promise<Finding[]> {
  const published = new Map(ledger.entries.filter(({ state }) => state === 'published').map((entry) => [entry.path, entry]))
  const shown = assets.filter((path) => published.has(path) && MAY_HOLD_CREDENTIALS.test(path))
  const found = await mapLimited(shown, AT_ONCE, async (path) => {
    const read = await parts.asset(path)
    const hasOriginal = Object.values(published.get(path)?.stable ?? {}).includes(NO_PRESET)
    if (hasOriginal || !('asset' in read) || !read.asset.probe.metadata.credentials) return []
    return [{ problem: warningOf('credentials-dropped', { path }), file: path }]
  })
  return found.flat()
}

function publicFiles(assets: readonly string[], publicDir: string): { path: string; address: string }[] {
  if (publicDir === '') return []
  return assets
    .filter((path) => path.startsWith(`${publicDir}/`))
    .map((path) => ({ path, address: path.slice(publicDir.length + 1) }))
}

function publishedOriginals({ ledger, manifest }: { ledger: Ledger; manifest: Manifest }): { path: string; address: string }[] {
  const byDigest = new Map([...manifest.files.values()].map((file) => [file.digest, file.path]))
  return ledger.entries.flatMap(({ path, digest }) => {
    const address = byDigest.get(digest)
    return address === undefined ? [] : [{ path, address }]
  })
}
