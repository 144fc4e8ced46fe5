// Times the shell tool on a site with a large ledger: `node bench/ledger.mjs [assets] [folder]`, by hand after a build of
// the package. Half of the assets are published under a stable address, the other half were deleted and answer 410. A
// folder given is kept and used again; else a temporary one is made and removed. Publishing so much takes a quarter of an
// hour, so a small site is built, what that build left is written out for the others in the same form, and a second build
// takes it all for its own.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { crc32 } from 'node:zlib'

const [count = '100000', kept] = process.argv.slice(2)
/** Runs of each command. */
const ROUNDS = 3
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const root = kept ?? mkdtempSync(join(tmpdir(), 'renditions-ledger-'))

/** The wording of one asset; each has other bytes, so that no two are taken for one. */
const svg = (index) => `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><title>${index}</title></svg>\n`
const digestOf = (text) => createHash('sha256').update(text).digest('hex')
const base32 = 'abcdefghijklmnopqrstuvwxyz234567'
const idOf = (index) => Array.from({ length: 12 }, (_, at) => base32[Math.floor(index / 32 ** at) % 32] ?? 'a').join('')
const nameOf = (index) =>
  `folder-${String(Math.floor(index / 500)).padStart(3, '0')}/picture-${String(index).padStart(6, '0')}.svg`

/** Asset number `index` as the ledger has it. */
function entryOf(index) {
  const path = `media/${nameOf(index)}`
  const state = index % 2 === 0 ? 'published' : 'deleted'
  return { path, id: idOf(index), digest: digestOf(svg(index)), state, since: '2026-01-01', stable: { [path]: 'original' } }
}

function makeSite() {
  write('media/' + nameOf(0), svg(0))
  write('renditions.lock', linesOf([{ renditions: 1 }, entryOf(0), entryOf(1)]))
  write('index.html', `<!doctype html>\n<img alt="" src="/media/${nameOf(0)}">\n`)
  write('vite.config.mjs', siteConfig())
}

/** Adds what the build of two assets left once more for each of the others. */
function grow(assets) {
  const entries = Array.from({ length: assets }, (_, index) => entryOf(index))
  const fresh = entries.slice(2).filter(({ state }) => state === 'published')
  const known = JSON.parse(readFileSync(join(root, '.renditions/index.jsonl'), 'utf8').split('\n')[1].split('\t')[1]).known
  const manifest = read('dist/.vite/renditions.json').map((line) => JSON.parse(line))
  const stable = manifest.find((line) => line[0] === entries[0].path)
  const index = []
  const records = []
  for (const [at, { path, digest }] of fresh.entries()) {
    const text = svg(2 * at + 2)
    for (const file of [path, `dist/${path}`, `.renditions/files-v1/${digest.slice(0, 2)}/${digest}`]) write(file, text)
    index.push(indexLine(path, { ...known, digest }))
    records.push(recordLine(keyOf(digest), digest, text.length))
  }
  appendFileSync(join(root, '.renditions/index.jsonl'), index.join(''))
  appendFileSync(join(root, '.renditions/records-v1.log'), `\n${records.join('')}`)
  const files = fresh.map(({ path, id, digest }, at) => [path, svg(2 * at + 2).length, digest, keyOf(digest), stable[4], id])
  const [header, ...held] = manifest.filter((line) => Array.isArray(line) || 'generation' in line)
  const sorted = [...held, ...files].sort(([a], [b]) => (a < b ? -1 : 1))
  write('dist/.vite/renditions.json', linesOf([header, ...sorted, ...entries]))
  write('renditions.lock', linesOf([{ renditions: 1 }, ...entries]))
}

/** Key of a copy; see `src/plan/key.ts`. */
const keyOf = (digest) => digestOf(JSON.stringify([1, digest, 'original'])).slice(0, 32)

/** What is known of a file that was at rest when it was read; see `src/discover/stat-index.ts`. */
function indexLine(path, known) {
  const file = join(root, path)
  utimesSync(file, 1_700_000_000, 1_700_000_000)
  const { size, mtimeNs, ctimeNs, ino } = statSync(file, { bigint: true })
  const stamp = [size, mtimeNs, ctimeNs, ino].join(' ')
  const text = `${JSON.stringify(path)}\t${JSON.stringify({ stamp, readAt: Date.now(), known })}`
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`
}

/** What is known of bytes in the cache; see `src/render/cache/record.ts`. */
function recordLine(key, digest, bytes) {
  const text = [key, digest, bytes, 4, 3, Date.now()].join(' ')
  return `${text} ${crc32(text).toString(36)}\n`
}

const linesOf = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('')
const read = (path) => readFileSync(join(root, path), 'utf8').trimEnd().split('\n')

function siteConfig() {
  const plugin = pathToFileURL(join(dist, 'index.js')).href
  // Not a literal: Vite would bundle the plugin into the config, which it does not do with an installed package.
  return `const { renditions } = await import(${JSON.stringify(plugin)}.slice())\nexport default { plugins: [renditions({ assets: 'media' })] }\n`
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** Tells, when the program ends, what it has used. */
const AT_EXIT = `data:text/javascript,import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())))`

/** Prints wall-clock time and processor time, which says more on a machine that has other work: of each the least of some runs. */
function time(label, rounds, program, ...words) {
  const runs = Array.from({ length: rounds }, () => runOnce(program, words))
  const [{ status, stderr, stdout }] = runs
  const least = (key) => Math.min(...runs.map((run) => run[key]))
  const used = `${seconds(least('processor'))} processor ${String(Math.round(least('maxRSS') / 1024)).padStart(5)} MB`
  const said = status === 0 ? '' : `\n${String(stderr) || String(stdout).slice(0, 500)}`
  console.log(
    `${label.padEnd(28)} ${seconds(least('wall'))} wall ${used}  exit ${status}  ${(stdout.length / 1e6).toFixed(1)} MB told${said}`,
  )
}

function runOnce(program, words) {
  const started = performance.now()
  const options = { cwd: root, maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] }
  const { status, stderr, stdout, output } = spawnSync(process.execPath, ['--import', AT_EXIT, program, ...words], options)
  const wall = (performance.now() - started) * 1000
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(String(output[3]))
  return { status, stderr, stdout, wall, processor: userCPUTime + systemCPUTime, maxRSS }
}

/** From microseconds. */
const seconds = (time) => `${(time / 1e6).toFixed(2).padStart(7)} s`

const cli = join(dist, 'cli.js')
const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url))
const isNew = !existsSync(join(root, 'renditions.lock'))
if (isNew) {
  makeSite()
  time('vite build (small)', 1, vite, 'build')
  grow(Number(count))
}
console.log(`${readFileSync(join(root, 'renditions.lock'), 'utf8').split('\n').length - 2} assets in the ledger at ${root}`)
console.log(`load average ${loadavg()[0].toFixed(1)}`)
if (isNew) time('vite build (taking over)', 1, vite, 'build')
time('vite build (nothing changed)', 1, vite, 'build')
time('renditions --help', ROUNDS, cli, '--help')
for (const words of ['status', 'status --json', 'plan', 'plan --json', 'plan --check', 'due', 'gc --dry-run'])
  time(`renditions ${words}`, ROUNDS, cli, ...words.split(' '))
if (kept === undefined) rmSync(root, { recursive: true })
