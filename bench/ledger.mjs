// Times the shell tool on a site with a large ledger: `node bench/ledger.mjs [assets] [folder]`, by hand after a build of
// the package. Half of the assets are published under a stable address, the other half were deleted and answer 410.
// A folder given is kept and used again; else a temporary one is made and removed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [count = '100000', kept] = process.argv.slice(2)
const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const root = kept ?? mkdtempSync(join(tmpdir(), 'renditions-ledger-'))

/** The wording of one asset; each has other bytes, so that no two are taken for one. */
const svg = (index) => `<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><title>${index}</title></svg>\n`
const digestOf = (text) => createHash('sha256').update(text).digest('hex')
const base32 = 'abcdefghijklmnopqrstuvwxyz234567'
const idOf = (index) => Array.from({ length: 12 }, (_, at) => base32[Math.floor(index / 32 ** at) % 32] ?? 'a').join('')
const nameOf = (index) =>
  `folder-${String(Math.floor(index / 500)).padStart(3, '0')}/picture-${String(index).padStart(6, '0')}.svg`

function makeSite(assets) {
  const files = []
  const entries = []
  for (let index = 0; index < assets; index++) {
    const path = `media/${nameOf(index)}`
    const address = `media/${nameOf(index).replaceAll('folder', 'public')}`
    const bytes = svg(index)
    const entry = { path, id: idOf(index), digest: digestOf(bytes), state: 'published', since: '2026-01-01' }
    if (index % 2 === 1) {
      entries.push({ ...entry, state: 'deleted', stable: { [address]: '=' } })
      continue
    }
    write(path, bytes)
    write(`dist/${address}`, bytes)
    entries.push({ ...entry, stable: { [address]: '=' } })
    files.push([address, Buffer.byteLength(bytes), entry.digest, 'key', 'stable', entry.id])
  }
  const ledger = entries.map((entry) => JSON.stringify(entry))
  write('renditions.lock', [JSON.stringify({ renditions: 1 }), ...ledger, ''].join('\n'))
  const lines = files.sort(([a], [b]) => (a < b ? -1 : 1)).map((file) => JSON.stringify(file))
  write('dist/.vite/renditions.json', [JSON.stringify({ renditions: 1, generation: 1 }), ...lines, ...ledger, ''].join('\n'))
  write('index.html', `<!doctype html>\n<img alt="" src="/media/${nameOf(0)}">\n`)
  write('vite.config.mjs', siteConfig())
}

function siteConfig() {
  const plugin = pathToFileURL(join(dist, 'index.js')).href
  // Not a literal: Vite would bundle the plugin into the config, which it does not do with an installed package.
  return `const { renditions } = await import(${JSON.stringify(plugin)}.slice())\nexport default { plugins: [renditions({ assets: 'media' })] }\n`
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function time(...words) {
  const started = performance.now()
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(dist, 'cli.js'), ...words], {
    cwd: root,
    maxBuffer: 2 ** 30,
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(2)
  console.log(
    `${`renditions ${words.join(' ')}`.padEnd(32)} ${seconds.padStart(7)} s  exit ${status}  ${stdout.length} bytes  ${String(stderr).slice(0, 200)}`,
  )
}

if (!existsSync(join(root, 'renditions.lock'))) makeSite(Number(count))
console.log(`${readFileSync(join(root, 'renditions.lock'), 'utf8').split('\n').length - 2} assets in the ledger at ${root}`)
for (const words of [['--help'], ['status', '--json'], ['status', '--json'], ['status'], ['plan', '--json'], ['plan', '--json']])
  time(...words)
if (kept === undefined) rmSync(root, { recursive: true })
