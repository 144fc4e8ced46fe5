// Times the shell tool on a site with a large ledger: `node bench/ledger.mjs [assets] [folder]`, by hand after a build of
// the package. Half of the assets are published under a stable address, the other half were deleted and answer 410. A
// folder given is kept and used again, without the first build, which takes minutes; else a temporary one is made and
// removed.
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
  const entries = []
  for (let index = 0; index < assets; index++) {
    const path = `media/${nameOf(index)}`
    const state = index % 2 === 0 ? 'published' : 'deleted'
    const bytes = svg(index)
    if (state === 'published') write(path, bytes)
    entries.push({ path, id: idOf(index), digest: digestOf(bytes), state, since: '2026-01-01', stable: { [path]: 'original' } })
  }
  write('renditions.lock', [JSON.stringify({ renditions: 1 }), ...entries.map((entry) => JSON.stringify(entry)), ''].join('\n'))
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

function time(label, program, ...words) {
  const started = performance.now()
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, ...words], { cwd: root, maxBuffer: 2 ** 30 })
  const seconds = ((performance.now() - started) / 1000).toFixed(2).padStart(8)
  const said = status === 0 ? '' : `\n${String(stderr) || String(stdout).slice(0, 500)}`
  console.log(`${label.padEnd(28)} ${seconds} s  exit ${status}  ${(stdout.length / 1e6).toFixed(1)} MB${said}`)
}

const cli = join(dist, 'cli.js')
const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url))
const isNew = !existsSync(join(root, 'renditions.lock'))
if (isNew) makeSite(Number(count))
console.log(`${readFileSync(join(root, 'renditions.lock'), 'utf8').split('\n').length - 2} assets in the ledger at ${root}`)
// The first build reads every file once and publishes it; what is timed after it is a site at rest.
if (isNew) time('vite build (first)', vite, 'build')
time('renditions --help', cli, '--help')
for (const words of [['status', '--json'], ['status'], ['plan', '--json'], ['plan', '--check'], ['due'], ['gc', '--dry-run']])
  time(`renditions ${words.join(' ')}`, cli, ...words)
if (kept === undefined) rmSync(root, { recursive: true })
