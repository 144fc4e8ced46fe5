import picomatch from 'picomatch'
import { toSitePath } from '../../base/site-path.js'
import { isThere, readPath } from '../asset-argument.js'
import type { Call } from '../command.js'
import { isMediaYaml, isSet, type Document } from '../documents.js'
import { aliasesOf, type LoadedSite } from '../load-site.js'
import { siteWorld } from '../site-world.js'
import { chooseMoves, type Moves, type MoveWish } from './choose-moves.js'
import { diskTree } from './disk-tree.js'
import { inheritanceChanges, profileChanges } from './inherited-changes.js'
import { formerPaths, ledgerChange, readLedger } from './move-ledger.js'
import type { TextChange } from '../change/texts.js'
import { relocateDocument, type DocumentChange, type LeftOver, type Relocation } from './relocate.js'
import { assetsAfter } from './worlds.js'
import { findMentions } from './mentions.js'

/** Everything one `mv` would do: renames, rewritten documents, the ledger; and what it cannot do. */
export interface MovePlan {
  moves: Moves
  documents: readonly DocumentChange[]
  ledger: readonly TextChange[]
  left: readonly LeftOver[]
}

/** What `mv FROM TO` means. Reads; changes nothing. */
export async function planMove(
  call: Call,
  site: LoadedSite,
  assets: readonly string[],
  documents: readonly Document[],
): Promise<MovePlan> {
  const { root, config } = site
  const wish = wishOf(call, site, assets, 'mv')
  const tree = diskTree(root, assets)
  const moves = chooseMoves(wish, tree, config)
  const ledger = await readLedger(root, config.ledger)
  const relocation = {
    files: moves.files,
    assets,
    before: siteWorld(site, assets),
    after: siteWorld(site, assetsAfter(assets, moves.files)),
    style: styleOf(site),
  }
  const relocated = relocateAll(documents, relocation)
  const left = [
    ...relocated.left,
    ...movedDocuments(documents, moves),
    ...inheritanceChanges(assets, moves.files, tree),
    ...profileChanges(assets, moves.files, config, configFileOf(site)),
    ...(await findMentions(site, documents, moves.files)),
  ]
  return { moves, documents: relocated.documents, ledger: ledger ? ledgerChange(config.ledger, ledger, moves.files) : [], left }
}

/** What `mv --fix` means: references to paths where an asset of the ledger once was, and is no more. */
export async function planFix(site: LoadedSite, assets: readonly string[], documents: readonly Document[]): Promise<MovePlan> {
  const moves: Moves = { steps: [], files: new Map() }
  const known = await readLedger(site.root, site.config.ledger)
  if (!known) return { moves, documents: [], ledger: [], left: [] }
  const { files, unrecorded } = await formerPaths(site.root, known.ledger, assets)
  const relocation = {
    files,
    assets: [...assets, ...files.keys()],
    before: siteWorld(site, [...assets, ...files.keys()]),
    after: siteWorld(site, assets),
    style: styleOf(site),
  }
  return { moves, ...relocateAll(documents, relocation), ledger: ledgerChange(site.config.ledger, known, unrecorded) }
}

/** What FROM and TO mean, both read from the same folder. */
export function wishOf(
  call: Call,
  { root }: Pick<LoadedSite, 'root'>,
  assets: readonly string[],
  command: MoveWish['command'],
): MoveWish {
  const [from = '', to = ''] = call.arguments
  const { isGlob } = picomatch.scan(from)
  const isKnown = (path: string): boolean => isThere(root, path) || (isGlob && matches(path, assets))
  const source = readPath(from, { root, cwd: call.cwd }, command, isKnown)
  const target = readPath(to, { root, cwd: source.from }, command)
  return { command, from: source.path, to: target.path, toFolder: /[/\\]$/.test(to), force: call.has('force') }
}

function matches(glob: string, assets: readonly string[]): boolean {
  const isMatch = picomatch(glob, { dot: true })
  return assets.some((path) => isMatch(path))
}

function relocateAll(documents: readonly Document[], relocation: Relocation): { documents: DocumentChange[]; left: LeftOver[] } {
  const all = documents.map((document) => relocateDocument(document, relocation))
  return {
    documents: all.map(({ change }) => change).filter(({ changes }) => changes.length > 0),
    left: all.flatMap(({ left }) => left),
  }
}

/** Site path of Vite's config file, as the place of what it says. */
export function configFileOf({ root, vite }: LoadedSite): string {
  return toSitePath(root, vite.configFile ?? root) ?? ''
}

/** How URLs are written on this site. */
export function styleOf(site: LoadedSite): Relocation['style'] {
  const aliases = aliasesOf(site.vite).flatMap(({ find, replacement }) =>
    typeof find === 'string' ? [{ find: find.replace(/\/$/, ''), folder: replacement.replace(/\/$/, '') }] : [],
  )
  return { publicDir: site.config.publicDir, base: site.vite.base, aliases }
}

/** A page or module in a moved folder: its references to media are kept right, but who links to it or imports it is not known. */
function movedDocuments(documents: readonly Document[], { files }: Moves): LeftOver[] {
  return documents.flatMap(({ path }) => {
    const to = files.get(path)
    // A sidecar is found by its name, which moves along.
    if (to === undefined || (isMediaYaml(path) && !isSet(path))) return []
    return [
      {
        place: { file: to, line: 1, column: 1 },
        text: path,
        reason: 'moved too; links to it and imports of it are not rewritten',
      },
    ]
  })
}
