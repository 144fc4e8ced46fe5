import { lookup } from '../publish/answers.js'
import { identify, wantsRenames, type Rename } from '../publish/identity.js'
import { movedPaths } from '../publish/moved-paths.js'
import type { Publication } from '../publish/open-publication.js'
import { publicUrl, type PublicUrls } from '../publish/public-url.js'
import type { AssetsAround, KnownAssets } from './known-assets.js'

/** What moves are recognised by. */
export interface MovesAround extends Pick<AssetsAround, 'site' | 'assetPaths'> {
  renames(): Promise<readonly Rename[]>
}

/** What became of what once was at a URL, by the ledger and by what happened since. */
export class FormerAddresses {
  readonly #around: MovesAround
  readonly #assets: KnownAssets
  readonly #ledger: () => Promise<Publication['ledger']>
  #moves: Promise<ReadonlyMap<string, string>> | undefined

  constructor(around: MovesAround, assets: KnownAssets, ledger: () => Promise<Publication['ledger']>) {
    this.#around = around
    this.#assets = assets
    this.#ledger = ledger
  }

  /** Site path at which the asset is now that a URL in a document once meant; undefined when it did not move. */
  async movedTo(url: string, from: string): Promise<string | undefined> {
    const located = this.#around.site().parts.locate(url, from)
    if (!('tried' in located)) return undefined
    const moves = await (this.#moves ??= this.#movedPaths())
    return located.tried?.map((path) => moves.get(path)).find((path) => path !== undefined)
  }

  /** What a server answers at a path that nothing stands at. `to` is a URL with the base. */
  async redirectOf(urlPath: string, urls: PublicUrls): Promise<{ status: 301; to: string } | { status: 410 } | undefined> {
    const found = lookup(await this.#ledger(), urlPath)
    if (found?.status !== 301) return found
    // The server that asks may stand anywhere: a path of its own, not the deployed site's origin.
    return { status: 301, to: publicUrl(found.to, { ...urls, site: undefined }) }
  }

  /** An asset came, went or changed: moves are looked for anew. */
  noticed(): void {
    this.#moves = undefined
  }

  async #movedPaths(): Promise<ReadonlyMap<string, string>> {
    const ledger = await this.#ledger()
    const assets = await this.#assets.inLedger(ledger)
    const renames = wantsRenames(ledger, assets) ? await this.#around.renames() : []
    return movedPaths(identify(ledger, assets, renames), new Set(this.#around.assetPaths()))
  }
}
