import { readFile, stat } from 'node:fs/promises'
import { digestOf } from '../../base/hash.js'
import { fromSitePath } from '../../base/site-path.js'
import { answersOf } from '../../publish/answers.js'
import { identify, type PresentFile } from '../../publish/identity.js'
import type { Ledger } from '../../publish/ledger.js'

/** What the next build makes of a stable address of an asset that is removed. */
export interface AddressFate {
  asset: string
  /** No leading slash. */
  address: string
  /** `gone`: it answers 410. `redirect`: the asset is found again, under another path. */
  becomes: 'gone' | 'redirect'
  /** Site path of the asset that it will lead to. */
  to?: string
}

/**
 * What becomes of the stable addresses of removed assets, as the next build decides it: 410, unless the same bytes stand at
 * a path that the ledger does not know, which is taken for a move. Addresses that another asset shows by now stay with it.
 */
export async function addressFates(
  root: string,
  ledger: Ledger,
  removed: readonly string[],
  assets: readonly string[],
): Promise<AddressFate[]> {
  const going = new Set(removed)
  const successors = await successorsOf(root, ledger, going, assets)
  return Array.from(answersOf(ledger)).flatMap(([address, { asset, kind }]) => {
    if (!going.has(asset)) return []
    const to = kind === 'gone' ? undefined : successors.get(asset)
    return [to === undefined ? { asset, address, becomes: 'gone' } : { asset, address, becomes: 'redirect', to }]
  })
}

async function successorsOf(
  root: string,
  ledger: Ledger,
  going: ReadonlySet<string>,
  assets: readonly string[],
): Promise<Map<string, string>> {
  const known = new Set(ledger.entries.map((entry) => entry.path))
  const sizes = new Set(await Promise.all([...going].map((path) => sizeOf(root, path))))
  const files = await Promise.all(
    assets
      .filter((path) => !going.has(path))
      .map(async (path): Promise<PresentFile> => {
        if (known.has(path) || !sizes.has(await sizeOf(root, path))) return { path }
        return { path, digest: await readFile(fromSitePath(root, path)).then(digestOf, () => undefined) }
      }),
  )
  const { found } = identify(ledger, files, [])
  return new Map(found.flatMap(({ entry, path }) => (going.has(entry.path) ? [[entry.path, path]] : [])))
}

async function sizeOf(root: string, path: string): Promise<number | undefined> {
  return stat(fromSitePath(root, path)).then(
    ({ size }) => size,
    () => undefined,
  )
}
