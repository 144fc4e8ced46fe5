import { OUTPUT, placeOf } from '../../base/target-address.js'
import type { Ledger } from '../../publish/ledger.js'
import { publicUrl, type PublicUrls } from '../../publish/public-url.js'
import type { Place } from '../../types.js'
import type { Call, Command, ExitCode } from '../command.js'
import { readDocuments } from '../documents.js'
import { loadSite, type LoadedSite } from '../load-site.js'
import type { Reporter } from '../reporter.js'
import { nowOf } from '../now.js'
import type { StatusReport } from '../reports.js'
import { usesOf } from '../site-world.js'
import { sizeText } from '../../base/size-text.js'
import { encodingOf, encodingsOf, encodingText } from '../status/encodings.js'
import { rowsOf } from '../status/select-rows.js'
import { MOST_ROWS, tellFolders, tellLargeSite, tellSums } from '../status/tell-folders.js'
import { printable, type Column } from '../table.js'

type UsedRow = StatusReport['assets'][number]

export const command: Command = {
  summary: 'List what is live: state, since when, at which addresses, used by whom',
  usage: '[GLOB…]',
  arguments: [0, Infinity],
  flags: { all: { type: 'boolean', describes: 'Every asset, however many there are' } },
  example: ['renditions status media/press', 'one line per asset of that folder that was ever published'],
  findings: 'a record of what is live is damaged',
  notes: [
    'Read from the ledger and the output folder; nothing is built. "used by" is what can be read in the documents. Where',
    "today's rules (sidecars, profiles, dates) say otherwise than the ledger, what the next build does about it is told.",
    'GLOB is a file, a folder or a glob. More than 1,000 assets are told by folder; --json always has all.',
  ],
  async run(call, reporter) {
    const site = await loadSite(call)
    const wantsAll = call.has('json') || call.has('all') || call.arguments.length > 0
    if (!wantsAll && (await tellLargeSite(site, nowOf(call.env), reporter))) return 0
    return tellAssets(site, call, reporter)
  },
}

async function tellAssets(site: LoadedSite, call: Call, reporter: Reporter): Promise<ExitCode> {
  const { viewRecords, viewOthers, viewFilmNotes } = await import('../../wiring.js')
  const [{ ledger, manifest, problems }, others, { documents }, { statusRows }, { diskWorld }] = await Promise.all([
    viewRecords(site),
    viewOthers(site),
    readDocuments(site.root, site.config),
    import('../../publish/status.js'),
    import('../disk-world.js'),
  ])
  const uses = await usesOf(documents, diskWorld(site), pathsOf(ledger))
  const { rulesToday } = await import('../state/asset-states.js')
  const rules = await rulesToday(site, ledger.entries, nowOf(call.env))
  const encodings = encodingsOf(await viewFilmNotes(site), Date.now())
  const stables = new Map(ledger.entries.map(({ path, stable }) => [path, stable]))
  const rows = statusRows(ledger, manifest, others).map((row): UsedRow => {
    const encoding = encodingOf({ path: row.asset, stable: stables.get(row.asset) ?? {} }, encodings, site.config)
    return Object.assign(row, {
      usedBy: uses.get(row.asset) ?? [],
      rule: rules.get(row.asset),
      ...(encoding && { encoding }),
    })
  })
  const chosen = rowsOf(rows, call.arguments, { root: site.root, cwd: call.cwd })
  reporter.data({ ledger: site.config.ledger, generation: manifest.generation, assets: chosen, encodings, problems })
  for (const problem of problems) reporter.problem(problem)
  // Nobody hears the rest, which takes a while for very many.
  if (!call.has('json')) tellChosen(chosen, site, call, reporter)
  const listed = new Set(rows.map(({ asset }) => asset))
  for (const one of call.arguments.length > 0 ? [] : encodings.filter(({ asset }) => !listed.has(asset)))
    reporter.line(`${printable(one.asset)}: ${encodingText(one)}`)
  return problems.some((problem) => problem.severity === 'error') ? 1 : 0
}

function tellChosen(chosen: readonly UsedRow[], site: LoadedSite, call: Call, reporter: Reporter): void {
  const entries = chosen.map(({ asset, id, state }) => ({ path: asset, id, state }))
  const counts = new Map(chosen.map((row) => [row.id, row]))
  if (chosen.length > MOST_ROWS && !call.has('all')) tellFolders(entries, counts, reporter)
  else printRows(chosen, { ...site.config, base: site.vite.base }, reporter)
  const waiting = chosen.reduce((sum, row) => sum + row.waiting, 0)
  tellSums(entries, counts, waiting, reporter)
}

function* pathsOf({ entries }: Ledger): Generator<string> {
  for (const { path, state } of entries) if (state !== 'deleted') yield path
}

const COLUMNS: readonly Column[] = [
  { title: 'Asset', shrinksTo: 20 },
  { title: 'State' },
  { title: 'Since' },
  { title: 'Files', align: 'right' },
  { title: 'Size', align: 'right' },
  { title: 'Address', shrinksTo: 16 },
  { title: 'Used by', shrinksTo: 12 },
]

function printRows(rows: readonly UsedRow[], urls: PublicUrls, reporter: Reporter): void {
  if (rows.length === 0) {
    reporter.line('Nothing was published yet. Run "vite build".')
    return
  }
  reporter.table(COLUMNS, () => rows.flatMap((row) => linesOf(row, urls)))
  for (const { asset, state, rule } of rows.filter((row) => row.rule && row.state !== row.rule.state))
    reporter.line(`${printable(asset)}: ${state} → ${rule?.state} at the next build, ${printable(rule?.reason ?? '')}`)
}

/** The first line of an asset says everything; its other addresses follow below. */
function linesOf(row: UsedRow, urls: PublicUrls): string[][] {
  // Of the output the path says enough; of another target the whole URL.
  const shown = (address: string): string => {
    const { target, path } = placeOf(address)
    return target === OUTPUT ? `/${path}` : publicUrl(address, urls)
  }
  const former = row.former.map(({ address, to }) => `${shown(address)}${to === undefined ? ' (410)' : ` → ${shown(to)}`}`)
  const [first = '-', ...more] = [...row.addresses.map(shown), ...former]
  const files = row.inGrace > 0 ? `${row.files}+${row.inGrace}` : String(row.files)
  return [
    [row.asset, stateText(row), row.since, files, sizeText(row.bytes), first, usersText(row.usedBy)],
    ...more.map((address) => ['', '', '', '', '', address, '']),
  ]
}

/** The state by the ledger, what becomes of it by today's rules, and the rule where it is not the usual one. */
function stateText({ state, rule, encoding }: UsedRow): string {
  const change = !rule || rule.state === state ? state : `${state} → ${rule.state}`
  const mode = rule?.mode === 'selective' ? `selective: ${rule.target}` : rule?.mode
  const published = mode === undefined || mode === 'immediate' ? change : `${change} (${mode})`
  return encoding ? `${published}, ${encodingText(encoding)}` : published
}

function usersText(places: readonly Place[]): string {
  const files = [...new Set(places.map((place) => place.file))]
  const [first] = files
  if (first === undefined) return '-'
  return files.length === 1 ? first : `${first} and ${files.length - 1} more`
}
