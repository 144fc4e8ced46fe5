import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, realpath, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cliSite, runCli, type CliSite, type Ran } from '../cli/cli-site.js'
import { page, photo } from './temp-site.js'

/** What CI does: a fresh clone, perhaps with the cache of an earlier run, a frozen build, a publish. */
interface CiRun {
  root: string
  build(): Promise<void>
  /** What a build would change in the output, added to the summary. */
  plan(): Promise<Ran>
  publish(): Promise<Ran>
  summary(): Promise<string>
}

const IMAGES = ['lake', 'boot', 'hut']

let base: string
let site: CliSite
let runs = 0
const ci = process.env['CI']

beforeAll(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'renditions-ci-')))
  const rsync = [
    'rsync',
    '-rt',
    '--ignore-times',
    '--delete-missing-args',
    '--mkpath',
    '--files-from={paths}',
    '{folder}/',
    `${base}/srv/`,
  ]
  site = await cliSite(
    { '.gitignore': '.renditions\ndist\n', ...(await media()) },
    `presets: { small: { widths: [40], formats: ['webp', 'jpeg'], effort: 0, stable: true } }, defaultPreset: 'small', assets: 'media',
     grace: 0,
     profiles: { 'media/press/**': { publish: 'selective', target: 'cdn' }, 'media/srv/**': { publish: 'selective', target: 'srv' } },
     targets: {
       cdn: { folder: ${JSON.stringify(`${base}/cdn`)}, url: 'https://cdn.example.org/' },
       srv: { command: ${JSON.stringify(rsync)}, read: ['cat', ${JSON.stringify(`${base}/srv/{path}`)}], url: 'https://srv.example.org/' },
     }`,
  )
  site.git('init', '--quiet')
  await buildAndCommit()
}, 90_000)

afterAll(async () => {
  setCi(ci)
  await site.dispose()
  await rm(base, { recursive: true, force: true })
})

async function media(): Promise<Record<string, string | Uint8Array>> {
  const folders = ['', 'press/', 'srv/']
  const files = await Promise.all(
    folders.flatMap((folder, at) =>
      IMAGES.map(async (name, index) => [`media/${folder}${name}.jpg`, await photo(40, 30, at * 3 + index)] as const),
    ),
  )
  return {
    'index.html': pageOf(folders.flatMap((folder) => IMAGES.map((name) => `${folder}${name}`))),
    ...Object.fromEntries(files),
  }
}

function pageOf(names: readonly string[]): string {
  return page(names.map((name) => `<img src="/media/${name}.jpg" alt="">`).join(''))
}

/** What a developer does. */
async function buildAndCommit(): Promise<void> {
  await site.build()
  commit()
}

function commit(): void {
  site.git('add', '--all')
  site.git('commit', '--quiet', '--message', 'Change pictures')
}

async function ciRun(cacheOf?: CiRun): Promise<CiRun> {
  const root = join(base, `run-${++runs}`)
  execFileSync('git', ['clone', '--quiet', site.root, root])
  if (cacheOf) await cp(join(cacheOf.root, '.renditions'), join(root, '.renditions'), { recursive: true })
  const summary = join(base, `summary-${runs}.md`)
  const inCi = async (command: string): Promise<Ran> => {
    setCi('1')
    return runCli([command, '--summary', summary], { cwd: root, env: { CI: '1' } }).finally(() => setCi(ci))
  }
  return {
    root,
    async build() {
      setCi('1')
      await build({ root, logLevel: 'silent' }).finally(() => setCi(ci))
    },
    plan: () => inCi('plan'),
    publish: () => inCi('publish'),
    summary: () => readFile(summary, 'utf8'),
  }
}

function setCi(value: string | undefined): void {
  if (value === undefined) delete process.env['CI']
  else process.env['CI'] = value
}

async function filesBelow(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(
      paths.toSorted().map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'latin1')] as const),
    ),
  )
}

/** The table's rows below its head. */
function rowsOf(summary: string): string[][] {
  const rows = summary.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(2).map((line) => line.slice(2, -2).split(' | '))
}

test('a fresh clone with the cache of an earlier run gives the same bytes as one without, and says what changed', async () => {
  const first = await ciRun()
  await first.build()
  const published = await first.publish()
  expect(published).toMatchObject({ exit: 0, errors: '' })
  const text = await first.summary()
  expect(text).toMatch(/^\| cdn \| [1-9]\d* \| 0 \| 0 \| 0 \| 0 \| [\d.]+ k?B \|$/m)
  expect(text).toMatch(/^\| srv \| [1-9]\d* \| 0 \| 0 \| 0 \| 0 \| [\d.]+ k?B \|$/m)
  const cold = await filesBelow(join(first.root, 'dist'))
  const targets = await Promise.all(['cdn', 'srv'].map((name) => filesBelow(join(base, name))))
  for (const files of targets) expect([...files.keys()].filter((path) => path.includes('lake')).length).toBeGreaterThan(1)

  const second = await ciRun(first)
  await second.build()
  expect(await second.publish()).toMatchObject({ exit: 0, errors: '' })
  expect(await filesBelow(join(second.root, 'dist'))).toEqual(cold)
  expect(await Promise.all(['cdn', 'srv'].map((name) => filesBelow(join(base, name))))).toEqual(targets)
  expect(await second.summary()).toContain('Nothing changes.')

  // Moved, edited, deleted: in the ledger that the developer commits.
  await rename(join(site.root, 'media/press/lake.jpg'), join(site.root, 'media/press/sea.jpg'))
  await rename(join(site.root, 'media/lake.jpg'), join(site.root, 'media/pond.jpg'))
  await site.write({ 'media/srv/boot.jpg': await photo(40, 30, 99) })
  await rm(join(site.root, 'media/press/hut.jpg'))
  await site.write({
    'index.html': pageOf(['pond', 'boot', 'hut', 'press/sea', 'press/boot', 'srv/lake', 'srv/boot', 'srv/hut']),
  })
  await buildAndCommit()
  const third = await ciRun(second)
  expect(await third.plan()).toMatchObject({ exit: 0, errors: '' })
  const planned = await third.summary()
  expect(rowsOf(planned)).toEqual([['output', '3', '2', '1', '0', '3', expect.stringMatching(/^[1-9][\d.]* k?B$/)]])
  expect(planned).toContain('`media/lake.jpg` → `media/pond.jpg`')
  expect(planned).toContain('`/media/lake.small.jpg` → `/media/pond.small.jpg`')
  await third.build()
  expect(await third.publish()).toMatchObject({ exit: 0, errors: '' })
  const all = await runCli(['verify'], { cwd: third.root })
  expect(all).toMatchObject({ exit: 0, out: expect.stringContaining('cannot be listed or compared') })
  const blind = await runCli(['verify', '--target', 'srv'], { cwd: third.root })
  expect(blind).toMatchObject({ exit: 1, out: expect.stringContaining('cannot be listed or compared') })
  const changes = (await third.summary()).slice(planned.length)
  expect(rowsOf(changes)).toEqual([
    ['cdn', '3', '1', '0', '0', '6', expect.stringMatching(/^[1-9][\d.]* k?B$/)],
    ['srv', '3', '0', '0', '0', '2', expect.stringMatching(/^[1-9][\d.]* k?B$/)],
  ])
  const told = changes.split('\n').filter((line) => line.startsWith('- ') && !line.includes('/assets/'))
  expect(told.map((line) => line.replace(/ \(.*/, ''))).toEqual([
    '- `media/press/lake.jpg` → `media/press/sea.jpg`',
    '- `https://cdn.example.org/media/press/sea.small.jpg`',
    '- `https://cdn.example.org/media/press/hut.small.jpg`',
    '- `https://cdn.example.org/media/press/lake.small.jpg`',
    '- `https://srv.example.org/media/srv/boot.small.jpg`',
  ])
  const [cdn = new Map<string, string>(), srv] = await Promise.all(['cdn', 'srv'].map((name) => filesBelow(join(base, name))))
  expect(cdn.get('_redirects')).toContain('/media/press/lake.small.jpg https://cdn.example.org/media/press/sea.small.jpg 301')
  for (const [path, bytes] of [...cdn, ...(srv ?? [])]) {
    if (/\.(?:jpg|webp)$/.test(path)) expect(bytes.length, path).toBeGreaterThan(100)
  }
  expect(srv?.get('media/srv/boot.small.jpg')).not.toBe(targets[1]?.get('media/srv/boot.small.jpg'))
})

test('a ledger that would change fails the frozen build with what to do, and nothing is published', async () => {
  const before = await filesBelow(join(base, 'cdn'))
  await rename(join(site.root, 'media/boot.jpg'), join(site.root, 'media/shoe.jpg'))
  await site.write({ 'index.html': pageOf(['pond', 'shoe', 'hut']) })
  commit()
  const run = await ciRun()
  const vite = join(import.meta.dirname, '../../node_modules/vite/bin/vite.js')
  const ended = spawnSync(process.execPath, [vite, 'build'], {
    cwd: run.root,
    env: { ...process.env, CI: '1' },
    encoding: 'utf8',
  })
  expect(ended.status).toBe(1)
  expect(ended.stderr).toContain('(ledger-frozen)')
  expect(ended.stderr).toContain('Run a build on your machine and commit renditions.lock.')
  expect(await run.publish()).toMatchObject({ exit: 1 })
  expect(await filesBelow(join(base, 'cdn'))).toEqual(before)
})

test('the README has the very steps of these tests', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8')
  const [, recipe = ''] = /^## In CI\n+```yaml\n([^]*?)```/m.exec(readme) ?? []
  expect(recipe).toContain('path: .renditions')
  const commands = Array.from(recipe.matchAll(/npx (renditions \w+ --\w+|vite \w+)/g), ([, command]) => command)
  expect(commands).toEqual(['renditions plan --summary', 'vite build', 'renditions publish --summary'])
})
