/**
 * Replays the history of a git repository that holds pictures: after each commit that touched one, a build, then every
 * promise is checked. `node bench/replay.mjs REPOSITORY [--most 300]`; without a repository, one with a generated history
 * of moves, renames, edits, conversions, copies and deletions is made (`--seed 1`). Prints one line of JSON.
 *
 * - Every stable address that was ever published answers: with the picture it was promised for, with a redirect to that, or
 *   as gone (410).
 * - Every address in the page exists; nothing stands among the published files that the manifest does not name.
 * - A rename that git itself sees keeps the asset's identity.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import renditions from '../dist/index.js'
import { generateHistory } from './history.mjs'

/** A name that no history has: many keep what they built in `dist`. */
const OUTPUT = 'replayed-site'
const RASTER = /\.(?:jpe?g|png|webp|gif|avif)$/i
const flags = process.argv.slice(2)
const valueOf = (name, fallback) => (flags.includes(name) ? Number(flags[flags.indexOf(name) + 1]) : fallback)
const most = valueOf('--most', 300)
const given = flags.find((flag, index) => !flag.startsWith('--') && !flags[index - 1]?.startsWith('--'))

const work = mkdtempSync(join(tmpdir(), 'renditions-replay-'))
const repository = given ?? (await generateHistory(join(work, 'history'), valueOf('--seed', 1), most))
const root = join(work, 'site')
git(repository, ['worktree', 'add', '--quiet', '--detach', root])
try {
  console.log(JSON.stringify(await replay()))
} finally {
  git(repository, ['worktree', 'remove', '--force', root])
  rmSync(work, { recursive: true, force: true })
}

async function replay() {
  const found = {
    commits: 0,
    builds: 0,
    moves: 0,
    kept: 0,
    lost: [],
    addresses: 0,
    dead: [],
    wrong: [],
    orphans: [],
    broken: [],
    failed: [],
  }
  /** Whose each address is. */
  const promised = new Map()
  /** Bytes it answered with last. */
  const last = new Map()
  let ids = new Map()
  const commits = git(repository, [
    'log',
    '--reverse',
    '--format=%H',
    '--',
    ...['jpg', 'jpeg', 'png', 'webp', 'gif'].map((one) => `*.${one}`),
  ])
  for (const commit of commits.split('\n').filter(Boolean).slice(-most)) {
    found.commits++
    // As on the author's machine: the change is there, and not committed yet.
    git(root, ['read-tree', '--reset', '-u', commit])
    git(root, ['clean', '-qfd', `--exclude=${OUTPUT}`, '--exclude=renditions.lock', '--exclude=.renditions'])
    writePage()
    try {
      await buildSite()
      found.builds++
    } catch (error) {
      found.failed.push(`${commit.slice(0, 10)} ${String(error).slice(0, 200)}`)
      git(root, ['reset', '--quiet', '--soft', commit])
      continue
    }
    git(root, ['reset', '--quiet', '--soft', commit])
    const ledger = readLedger()
    for (const [from, to] of renames(commit)) {
      const id = ids.get(from)
      if (id === undefined) continue
      found.moves++
      if (ledger.find((entry) => entry.path === to)?.id === id) found.kept++
      else found.lost.push(`${commit.slice(0, 10)} ${from} → ${to}`)
    }
    ids = new Map(ledger.map(({ path, id }) => [path, id]))
    const current = new Map(ledger.map(({ id, stable = {} }) => [id, Object.keys(stable)]))
    for (const [id, addresses] of current) for (const address of addresses) if (!promised.has(address)) promised.set(address, id)
    check(found, promised, last, current, commit.slice(0, 10))
  }
  found.addresses = promised.size
  return found
}

function check(found, promised, last, current, commit) {
  const dist = join(root, OUTPUT)
  const rules = existsSync(join(dist, '_redirects')) ? readFileSync(join(dist, '_redirects'), 'utf8') : ''
  const leads = new Map(
    rules
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, , status]) => status === '301')
      .map(([from, to]) => [decodeURI(from), decodeURI(to)]),
  )
  const owners = new Map([...current].flatMap(([id, addresses]) => addresses.map((address) => [address, id])))
  const gone = new Set(rules.split('\n').flatMap((line) => (line.startsWith('# gone: ') ? [decodeURI(line.slice(8))] : [])))
  for (const [address, id] of promised) {
    const path = `/${address}`
    if (gone.has(path)) continue
    const answer = isFile(join(dist, address)) ? address : leads.get(path)?.slice(1)
    if (answer === undefined || !isFile(join(dist, answer))) found.dead.push(`${commit} ${address}`)
    else if (!(current.get(id) ?? []).some((one) => isSame(join(dist, one), join(dist, answer)))) {
      // An asset that went while another has the same bytes: its addresses lead there, and are that one's from now on.
      const twin = owners.get(answer)
      if (twin !== undefined && bytesAt(dist, answer) === last.get(address)) promised.set(address, twin)
      else found.wrong.push(`${commit} ${address} gives ${answer}`)
    }
    if (answer !== undefined && isFile(join(dist, answer))) last.set(address, bytesAt(dist, answer))
  }
  const manifest = new Set(
    readFileSync(join(dist, '.vite/renditions.json'), 'utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith('[') ? [JSON.parse(line)[0]] : [])),
  )
  for (const folder of ['assets/media', 'media'])
    for (const path of filesBelow(dist, folder)) if (!manifest.has(path)) found.orphans.push(`${commit} ${path}`)
  const html = readFileSync(join(dist, 'index.html'), 'utf8')
  for (const [, url] of html.matchAll(/(?:src|srcset|href)="(\/[^" ]+)/g))
    if (!isFile(join(dist, decodeURI(url)))) found.broken.push(`${commit} ${url}`)
}

/** A page that shows every picture there is. */
function writePage() {
  const pictures = git(root, ['ls-files', '-z'])
    .split('\0')
    .filter((path) => RASTER.test(path) && existsSync(join(root, path)))
  const tags = pictures.map((path) => `<img src="/${path.split('/').map(encodeURIComponent).join('/')}" alt="">`)
  writeFileSync(join(root, 'index.html'), `<!doctype html><html lang="en"><title>All</title>${tags.join('\n')}</html>`)
}

async function buildSite() {
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    publicDir: false,
    build: { outDir: OUTPUT },
    plugins: [
      renditions({
        presets: { tiny: { widths: [16], formats: ['jpeg'], effort: 0 } },
        defaultPreset: 'tiny',
        stable: true,
        hosts: 'netlify',
        grace: 0,
        onError: 'warn',
      }),
    ],
  })
}

/** Renames of pictures as git sees them between a commit and its parent. */
function renames(commit) {
  const fields = git(repository, [
    'diff-tree',
    '-r',
    '-M',
    '-z',
    '--no-commit-id',
    '--name-status',
    '--diff-filter=R',
    commit,
  ]).split('\0')
  const pairs = []
  for (let index = 0; index + 2 < fields.length; index += 3)
    if (RASTER.test(fields[index + 2])) pairs.push([fields[index + 1], fields[index + 2]])
  return pairs
}

function readLedger() {
  return readFileSync(join(root, 'renditions.lock'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line))
}

function filesBelow(dist, folder) {
  if (!existsSync(join(dist, folder))) return []
  const entries = readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
}

function bytesAt(dist, address) {
  return readFileSync(join(dist, address), 'base64')
}

function isSame(one, other) {
  return one === other || (isFile(one) && readFileSync(one).equals(readFileSync(other)))
}

function isFile(file) {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}

function git(cwd, words) {
  return execFileSync('git', ['-c', 'core.quotePath=false', ...words], { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 })
}
