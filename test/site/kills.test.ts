import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { readCacheContents } from '../../src/render/cache/sweep.js'
import { randomOf } from '../publish/world.js'
import { until } from '../render/processes.js'
import { PhotoSite, tiny, treeOf } from './photo-site.js'
import { attribute, elements, srcsetUrls } from './temp-site.js'

const KILLS = Number(process.env['RENDITIONS_KILLS'] ?? 12)
const repository = join(import.meta.dirname, '../..')

/** A copy of the built package, which nobody rebuilds meanwhile. */
let built: string

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'renditions-built-'))
  await cp(join(repository, 'dist'), join(built, 'dist'), { recursive: true })
  await cp(join(repository, 'package.json'), join(built, 'package.json'))
  await symlink(join(repository, 'node_modules'), join(built, 'node_modules'), 'dir')
})
afterAll(() => rm(built, { recursive: true, force: true }))

/** One day for all builds, so that nothing but a kill can make a difference. */
const EPOCH = '1750000000'

interface Worker {
  child: ChildProcess
  ready: Promise<void>
  /** In its environment and in that of everything it starts. */
  mark: string
}

function startWorker(): Worker {
  const mark = `RENDITIONS_KILL_TEST=${randomUUID()}`
  const [name = '', value = ''] = mark.split('=')
  const child = fork(join(import.meta.dirname, 'build-worker.mjs'), [pathToFileURL(join(built, 'dist/index.js')).href], {
    env: { ...process.env, SOURCE_DATE_EPOCH: EPOCH, RENDITIONS_CORES: '1', CI: '', [name]: value },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return { child, mark, ready: new Promise((resolve) => child.once('message', () => resolve())) }
}

/** Lets a worker build until it ends or `stop` resolves, and kills it then. True when it was killed. */
async function buildUntil(worker: Worker, site: PhotoSite, stop: Promise<unknown>): Promise<boolean> {
  await worker.ready
  const ended = new Promise<'ended'>((resolve) => worker.child.once('exit', () => resolve('ended')))
  worker.child.send({ root: site.site.root, options: site.options, config: site.config })
  const outcome = await Promise.race([ended, stop])
  if (outcome === 'ended') return false
  worker.child.kill('SIGKILL')
  await ended
  return true
}

/** Processes that carry a worker's mark, whoever their parent is by now. */
function survivors(mark: string): string[] {
  return readdirSync('/proc').filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/environ`, 'latin1').includes(mark)
    } catch {
      return false
    }
  })
}

/** The build as it should have been, in this process. */
async function buildWhole(site: PhotoSite): Promise<void> {
  await site.site.build(site.options, site.config)
}

const names = ['a', 'b', 'c', 'd']
type Change = (site: PhotoSite, turn: number) => Promise<void>

/** Each leaves another site behind, and none needs the author's permission for an address. */
const changes: Record<string, Change> = {
  edit: (site, turn) => site.put(site.photos[turn % site.photos.length] ?? '', (turn * 7) % 24),
  move: (site, turn) => site.move(site.photos[0] ?? '', `media/moved-${turn}/${turn}.jpg`),
  async delete(site, turn) {
    await site.delete(site.photos.at(-1) ?? '')
    await site.put(`media/new-${turn}.jpg`, (turn * 5) % 24)
  },
  hide: (site, turn) => site.hide(site.photos[turn % site.photos.length] ?? ''),
  async show(site) {
    for (const path of site.photos) await site.show(path)
  },
  async preset(site, turn) {
    site.options = { ...site.options, presets: { tiny: { widths: [30 + (turn % 20)], formats: ['webp', 'fallback'] } } }
  },
  async cold({ site }) {
    await site.remove('.renditions', 'dist', 'renditions.lock')
  },
}

test.skipIf(process.platform !== 'linux')(
  `a build killed at ${KILLS} moments and run again leaves what one never killed leaves`,
  { timeout: 600_000 },
  async () => {
    const before = { epoch: process.env['SOURCE_DATE_EPOCH'], ci: process.env['CI'] }
    process.env['SOURCE_DATE_EPOCH'] = EPOCH
    process.env['CI'] = ''
    const random = randomOf(KILLS)
    const photos = Object.fromEntries(names.map((name, index) => [`media/${name}.jpg`, index * 6]))
    const [killed, whole] = [await PhotoSite.make(photos), await PhotoSite.make(photos)]
    const kinds = Object.keys(changes)
    const counts = { killed: 0, publishing: 0, rendering: 0 }
    let worker = startWorker()
    let lasted = 600
    try {
      for (let turn = 0; counts.killed < KILLS && turn < KILLS * 2; turn++) {
        const kind = kinds[turn % kinds.length] ?? 'cold'
        for (const site of [killed, whole]) {
          // Without a grace everything goes at once; with one, something has to be remembered.
          site.options = { ...site.options, grace: turn % 14 < 7 ? tiny.grace : { days: 1, builds: 2 } }
          site.config = { build: { emptyOutDir: turn % 3 === 0 } }
          await changes[kind]?.(site, turn)
          await site.writePage()
        }
        const { mark, child } = worker
        await worker.ready
        const begun = performance.now()
        const stops = [
          () => sleep(random.below(lasted)),
          // While it publishes: from its first note of what it is about to do.
          () => untilIn(killed, child, 'intent-').then(() => sleep(random.below(25))),
          () => sleep(random.below(lasted)),
          () => untilIn(killed, child, 'unfinished/').then(() => sleep(random.below(5))),
        ]
        const stop = stops[turn % stops.length]?.() ?? sleep(0)
        const hasDied = await buildUntil(worker, killed, stop)
        const what = `turn ${turn}, ${kind}, ${hasDied ? 'killed' : 'ended'} after ${Math.round(performance.now() - begun)} ms`
        if (hasDied) counts.killed++
        else lasted = (lasted + performance.now() - begun) / 2
        const left = await leftBehind(killed)
        if (left.some((name) => name.includes('intent'))) counts.publishing++
        if (left.some((name) => name.includes('unfinished'))) counts.rendering++
        worker = startWorker()
        expect(await missingFiles(killed), what).toEqual([])
        await buildWhole(killed)
        await buildWhole(whole)
        const tree = await treeOf(killed.site)
        // Stopped after it had committed, a build counts: it brought the end of somebody's grace nearer.
        if (whole.options.grace !== 0 && differs(tree, await treeOf(whole.site))) await buildWhole(whole)
        expect(tree, what).toEqual(await treeOf(whole.site))
        expect(await leftBehind(killed), what).toEqual([])
        expect(await until(() => survivors(mark).length === 0), `${what}: processes are left`).toBe(true)
      }
      expect(counts.killed).toBe(KILLS)
      expect(counts.publishing).toBeGreaterThan(KILLS / 20)
      expect(counts.rendering).toBeGreaterThan(0)
    } finally {
      worker.child.kill('SIGKILL')
      await Promise.all([killed.dispose(), whole.dispose()])
      restore('SOURCE_DATE_EPOCH', before.epoch)
      restore('CI', before.ci)
    }
  },
)

function differs(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size !== b.size || [...a].some(([path, digest]) => b.get(path) !== digest)
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

/** Resolves when something stands in the cache under a name that begins so, or below a folder, or the process ended. */
async function untilIn({ site }: PhotoSite, child: ChildProcess, name: string): Promise<void> {
  const cache = join(site.root, '.renditions')
  const stands = (): boolean => {
    if (!existsSync(cache)) return false
    if (!name.endsWith('/')) return readdirSync(cache).some((entry) => entry.startsWith(name))
    return existsSync(join(cache, name)) && readdirSync(join(cache, name)).length > 0
  }
  while (child.exitCode === null && !stands()) await sleep(1)
}

/** Files that the page, if there is one, names and that are not there. */
async function missingFiles({ site }: PhotoSite): Promise<string[]> {
  const html = await site.read('dist/index.html').catch(() => '')
  const urls = [...elements(html, 'source'), ...elements(html, 'img'), ...elements(html, 'a')].flatMap((element) => [
    ...srcsetUrls(attribute(element, 'srcset')),
    ...[attribute(element, 'src'), attribute(element, 'href')].filter((url) => url !== undefined),
  ])
  return urls.filter((url) => !existsSync(join(site.root, `dist${url}`)))
}

/** Anything a run that ended well does not leave: temporary files, locks, intents, records without their bytes. */
async function leftBehind({ site }: PhotoSite): Promise<string[]> {
  const all = await readdir(site.root, { recursive: true })
  const temporary = all.filter(
    (name) => /\.tmp$|\.lock$|intent|renditions-tmp|unfinished\/./.test(name) && name !== 'renditions.lock',
  )
  const { records, files } = readCacheContents(join(site.root, '.renditions'))
  const digests = new Set(files.map(({ digest }) => digest))
  const damaged = files.filter(
    ({ digest }) => digestOf(readFileSync(join(site.root, '.renditions/files-v1', digest.slice(0, 2), digest))) !== digest,
  )
  return [
    ...temporary,
    ...records.filter(({ digest }) => !digests.has(digest)).map(({ key }) => `no bytes for ${key}`),
    ...damaged.map(({ digest }) => `damaged ${digest}`),
  ]
}
