import { readFile } from 'node:fs/promises'
import picomatch from 'picomatch'
import { byCodeUnit } from '../../base/by-code-unit.js'
import { mapLimited } from '../../base/concurrency.js'
import { fromSitePath, toSitePath } from '../../base/site-path.js'
import { isThere, readPath } from '../asset-argument.js'
import type { Call } from '../command.js'
import type { Document } from '../documents.js'
import { aliasesOf, type LoadedSite } from '../load-site.js'
import { siteWorld } from '../site-world.js'
import { chooseMoves, type Moves } from './choose-moves.js'
import { diskTree } from './disk-tree.js'
import { inheritanceChanges, profileChanges } from './inherited-changes.js'
import { formerPaths, ledgerChange, readLedger } from './move-ledger.js'
import type { TextChange } from './perform-move.js'
import { findMentions, relocateDocument, type DocumentChange, type LeftOver, type Relocation } from './relocate.js'
import { assetsAfter } from './worlds.js'

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
  const [from = '', to = ''] = call.arguments
  const { isGlob } = picomatch.scan(from)
  const isKnown = (path: string): boolean => isThere(root, path) || (isGlob && matches(path, assets))
  const source = readPath(from, { root, cwd: call.cwd }, 'mv', isKnown)
  // Both are read from the same folder.
  const target = readPath(to, { root, cwd: source.from }, 'mv')
  const wish = { from: source.path, to: target.path, toFolder: /[/\\]$/.test(to), force: call.has('force') }
  const tree = diskTree(root, assets)
  const moves = chooseMoves(wish, tree, config)
  const ledger = await readLedger(root, config.ledger)
  const relocation = {
    files: moves.files,
    before: siteWorld(site, assets),
    after: siteWorld(site, assetsAfter(assets, moves.files)),
    style: styleOf(site),
  }
  const relocated = relocateAll(documents, relocation)
  const left = [
    ...relocated.left,
    ...movedDocuments(documents, moves),
    ...inheritanceChanges(assets, moves.files, tree),
    ...profileChanges(assets, moves.files, config, toSitePath(root, site.vite.configFile ?? root) ?? ''),
    ...(await mentions(site, documents, relocation)),
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
    before: siteWorld(site, [...assets, ...files.keys()]),
    after: siteWorld(site, assets),
    style: styleOf(site),
  }
  return { moves, ...relocateAll(documents, relocation), ledger: ledgerChange(site.config.ledger, known, unrecorded) }
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

function styleOf(site: LoadedSite): Relocation['style'] {
  const aliases = aliasesOf(site.vite).flatMap(({ find, replacement }) =>
    typeof find === 'string' ? [{ find: find.replace(/\/$/, ''), folder: replacement.replace(/\/$/, '') }] : [],
  )
  return { publicDir: site.config.publicDir, base: site.vite.base, aliases }
}

/** A page or module in a moved folder: its references to media are kept right, but who links to it or imports it is not known. */
function movedDocuments(documents: readonly Document[], { files }: Moves): LeftOver[] {
  return documents.flatMap(({ path }) => {
    const to = files.get(path)
    if (to === undefined) return []
    return [
      {
        place: { file: to, line: 1, column: 1 },
        text: path,
        reason: 'moved too; links to it and imports of it are not rewritten',
      },
    ]
  })
}

/** Data files name assets in ways only their author knows. */
async function mentions(
  { root, config }: LoadedSite,
  documents: readonly Document[],
  { files }: Relocation,
): Promise<LeftOver[]> {
  const { default: glob } = await import('fast-glob')
  const ignore = [...config.ignore, config.ledger, '**/package-lock.json', '**/*.media.{yaml,yml}', '**/_media.{yaml,yml}']
  const data = await glob('**/*.{json,jsonc,json5,yaml,yml,toml,csv,njk,liquid,hbs,ejs,pug}', {
    cwd: root,
    ignore,
    followSymbolicLinks: false,
  })
  const inData = await mapLimited(data.sort(byCodeUnit), 16, async (path) =>
    findMentions(path, await readFile(fromSitePath(root, path), 'utf8'), files),
  )
  const inDocuments = documents.map(({ path, text, references }) => findMentions(path, text, files, references))
  return [...inData, ...inDocuments].flat()
}
