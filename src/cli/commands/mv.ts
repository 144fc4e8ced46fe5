import { readFile } from 'node:fs/promises'
import picomatch from 'picomatch'
import { mapLimited } from '../../base/concurrency.js'
import { byCodeUnit } from '../../base/by-code-unit.js'
import { fromSitePath } from '../../base/site-path.js'
import { errorOf, RenditionsError, warningOf } from '../../errors.js'
import { isThere, readPath } from '../asset-argument.js'
import type { Call, Command } from '../command.js'
import { readDocuments, type Document } from '../documents.js'
import { aliasesOf, loadSite, type LoadedSite } from '../load-site.js'
import { chooseMoves, type Moves } from '../move/choose-moves.js'
import { diskTree } from '../move/disk-tree.js'
import { formerPaths, ledgerChange, readLedger } from '../move/move-ledger.js'
import { performMove, type TextChange } from '../move/perform-move.js'
import { findMentions, relocateDocument, type DocumentChange, type LeftOver, type Relocation } from '../move/relocate.js'
import { assetsAfter } from '../move/worlds.js'
import type { Reporter } from '../reporter.js'
import { listAssets, siteWorld } from '../site-world.js'
import { printable } from '../table.js'

/** Everything one `mv` would do: renames, rewritten documents, the ledger; and what it cannot do. */
interface MovePlan {
  moves: Moves
  documents: readonly DocumentChange[]
  ledger: readonly TextChange[]
  left: readonly LeftOver[]
  unreadable: readonly string[]
}

export const command: Command = {
  summary: 'Move or rename assets; every reference is rewritten, identity and old addresses are kept',
  usage: 'FROM TO',
  arguments: [0, 2],
  flags: {
    'dry-run': { type: 'boolean', describes: 'Only print what would be done' },
    fix: { type: 'boolean', describes: 'No FROM and TO: rewrite references to paths assets once had' },
    force: { type: 'boolean', describes: 'Replace a file that is in the way' },
  },
  example: [
    "renditions mv 'media/2024/*.jpg' media/archive/",
    'moves the photos with their sidecars and rewrites every page that shows them',
  ],
  notes: [
    'FROM is a file, a folder or a glob. References are rewritten in HTML, Markdown and its front matter, CSS, JS, TS, JSX,',
    'Vue, Svelte and Astro, in the style their author used. In a git repository, "git mv" does the renames.',
    'If anything fails, everything is put back. After moving files by hand, "renditions mv --fix" does the rest.',
  ],
  async run(call, reporter) {
    checkArguments(call)
    const site = await loadSite(call)
    const [{ documents, unreadable }, assets] = await Promise.all([readDocuments(site.root, site.config), listAssets(site)])
    const plan = call.has('fix') ? await planFix(site, assets, documents) : await planMove(call, site, assets, documents)
    const whole = { ...plan, unreadable }
    const isDry = call.has('dry-run')
    if (!isDry) await performMove(site.root, whole.moves.steps, textsOf(whole))
    reporter.data(dataOf(whole, isDry))
    printPlan(whole, isDry, reporter)
    return 0
  },
}

function checkArguments(call: Call): void {
  const { length } = call.arguments
  const reason = call.has('fix')
    ? length > 0 && '--fix takes no FROM and TO'
    : length < 2 && (length === 0 ? 'it needs FROM and TO, or --fix' : 'it needs FROM and TO')
  if (reason) throw new RenditionsError(errorOf('wrong-arguments', { command: 'mv', reason }))
}

async function planMove(
  call: Call,
  site: LoadedSite,
  assets: readonly string[],
  documents: readonly Document[],
): Promise<Omit<MovePlan, 'unreadable'>> {
  const [from = '', to = ''] = call.arguments
  const { isGlob } = picomatch.scan(from)
  const isKnown = (path: string): boolean => isThere(site.root, path) || (isGlob && matches(path, assets))
  const source = readPath(from, { root: site.root, cwd: call.cwd }, 'mv', isKnown)
  // Both are read from the same folder.
  const target = readPath(to, { root: site.root, cwd: source.from }, 'mv')
  const wish = { from: source.path, to: target.path, toFolder: /[/\\]$/.test(to), force: call.has('force') }
  const moves = chooseMoves(wish, diskTree(site.root, assets), site.config)
  const ledger = await readLedger(site.root, site.config.ledger)
  const relocation = {
    files: moves.files,
    before: siteWorld(site, assets),
    after: siteWorld(site, assetsAfter(assets, moves.files)),
    style: styleOf(site),
  }
  const relocated = relocateAll(documents, relocation)
  const left = [...relocated.left, ...movedDocuments(documents, moves), ...(await mentions(site, documents, relocation))]
  return {
    moves,
    documents: relocated.documents,
    ledger: ledger ? ledgerChange(site.config.ledger, ledger, moves.files) : [],
    left,
  }
}

function matches(glob: string, assets: readonly string[]): boolean {
  const isMatch = picomatch(glob, { dot: true })
  return assets.some((path) => isMatch(path))
}

/** References to paths where an asset of the ledger once was, and is no more. */
async function planFix(
  site: LoadedSite,
  assets: readonly string[],
  documents: readonly Document[],
): Promise<Omit<MovePlan, 'unreadable'>> {
  const known = await readLedger(site.root, site.config.ledger)
  const none: Moves = { steps: [], files: new Map() }
  if (!known) return { moves: none, documents: [], ledger: [], left: [] }
  const { files, unrecorded } = await formerPaths(site.root, known.ledger, assets)
  const now = siteWorld(site, assets)
  const { documents: changed, left } = relocateAll(documents, {
    files,
    before: siteWorld(site, [...assets, ...files.keys()]),
    after: now,
    style: styleOf(site),
  })
  return { moves: none, documents: changed, ledger: ledgerChange(site.config.ledger, known, unrecorded), left }
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

function textsOf(plan: MovePlan): TextChange[] {
  return [...plan.documents.map(({ to, text, rewritten }) => ({ path: to, before: text, after: rewritten })), ...plan.ledger]
}

function dataOf({ moves, documents, ledger, left, unreadable }: MovePlan, dryRun: boolean): Record<string, unknown> {
  return {
    dryRun,
    moved: [...moves.files].map(([from, to]) => ({ from, to })),
    rewritten: documents.flatMap(({ changes }) => changes.map(({ place, from, to }) => ({ ...place, from, to }))),
    ledger: ledger.length > 0,
    left: left.map(({ place, text, reason }) => ({ ...place, text, reason })),
    unreadable,
  }
}

function printPlan(
  { moves, documents, ledger, left, unreadable }: MovePlan,
  isDry: boolean,
  { line, paint, problem }: Reporter,
): void {
  for (const [from, to] of moves.files) line(`${printable(from)} ${paint.green('→')} ${printable(to)}`)
  const changes = documents.flatMap((document) => document.changes)
  for (const { place, from, to } of changes)
    line(`  ${paint.dim(printable(`${place.file}:${place.line}:${place.column}`))}  ${printable(from)} → ${printable(to)}`)
  for (const { place, reason } of left)
    line(`  ${printable(`${place.file}:${place.line}:${place.column}`)}  ${paint.yellow('left')}: ${printable(reason)}`)
  for (const path of unreadable) problem(warningOf('document-unreadable', { path }))
  const done = [
    moves.files.size > 0 && `${count(moves.files.size, 'file')} ${isDry ? 'to move' : 'moved'}`,
    `${count(changes.length, 'reference')} ${isDry ? 'to rewrite' : 'rewritten'} in ${count(documents.length, 'document')}`,
    ledger.length > 0 && `the ledger ${isDry ? 'to follow' : 'follows'}`,
  ]
  line(`${done.filter(Boolean).join(', ')}.`)
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
