import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { CLAIM_PATH } from '../../src/publish/edge/claim.js'
import { MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import { cliSite, type CliSite } from '../cli/cli-site.js'
import { isRunning, until } from '../render/processes.js'
import { plainPhoto } from '../site/photo-site.js'
import { watchTree } from '../site/process-tree.js'
import { page, photo, tempSite } from '../site/temp-site.js'
import { CLI, startBuild } from './faults.js'

/** Milliseconds in which a process that is asked to end has to. */
const IN_TIME = 8000
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** Resolves to true when a process ended by itself in time. */
async function ends(child: ChildProcess): Promise<boolean> {
  const ended = child.exitCode !== null || child.signalCode !== null || once(child, 'exit').then(() => true)
  const inTime = await Promise.race([ended, sleep(IN_TIME, false, { ref: false })])
  if (!inTime) child.kill('SIGKILL')
  return inTime
}

test.each([
  ['SIGINT', 'renders'],
  ['SIGTERM', 'publishes'],
] as const)(
  'a build that gets %s while it %s ends in time, leaves no process and no lock, and the next one is whole',
  async (signal, when) => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const site = await tempSite({
      'index.html': page(names.map((name) => `<img src="/media/${name}.jpg?preset=hero" alt="">`).join('')),
      ...Object.fromEntries(
        await Promise.all(names.map(async (name, index) => [`media/${name}.jpg`, await photo(400, 300, index)])),
      ),
    })
    cleanups.push(() => site.dispose())
    const options = { presets: { hero: { widths: [200, 400], formats: ['webp', 'fallback'] as ('webp' | 'fallback')[] } } }
    const child = startBuild(site, options)
    const tree = watchTree(child.pid ?? 0)
    const folder = join(site.root, '.renditions', when === 'renders' ? 'unfinished' : 'targets')
    const stands = (): boolean =>
      existsSync(folder) && readdirSync(folder).some((name) => when === 'renders' || name.endsWith('.lock'))
    expect(await until(() => stands() || child.exitCode !== null, 20_000)).toBe(true)
    child.kill(signal)
    expect(await ends(child)).toBe(true)
    tree.stop()
    expect(await until(() => tree.left().length === 0)).toBe(true)
    expect((await site.list('.renditions')).filter((name) => name.endsWith('.lock'))).toEqual([])
    await site.build(options)
    expect((await site.list('dist/assets/media')).length).toBe(names.length * 4)
    expect((await site.list('.renditions')).filter((name) => /\.tmp$|intent|\.lock$/.test(name))).toEqual([])
  },
)

/** Sites that publish everything to one folder that they share. */
async function rivals(count: number): Promise<CliSite[]> {
  const sites: CliSite[] = []
  for (let index = 0; index < count; index++) {
    const site = await cliSite(
      {
        'index.html': page(`<img src="/media/p${index}.jpg?preset=tiny" alt="">`),
        [`media/p${index}.jpg`]: await plainPhoto(index * 7),
      },
      `assets: 'media', presets: { tiny: { widths: [40], formats: ['webp', 'fallback'] } }, hosts: [], grace: 0,
       publish: 'selective', target: 'cdn',
       targets: { cdn: { folder: ${JSON.stringify(sites[0] ? join(sites[0].root, 'shared') : 'shared')}, url: 'https://cdn.example.org/' } }`,
    )
    cleanups.push(() => site.dispose())
    await site.build()
    sites.push(site)
  }
  return sites
}

/** A publish whose pages go live when the file `go` is there; `paused` says that it waits for it, with that command's id. */
function publishPaused(site: CliSite): ChildProcess {
  const wait = `require('fs').writeFileSync('paused', String(process.pid)); setInterval(() => require('fs').existsSync('go') && process.exit(0), 20)`
  return publish(site, '--', process.execPath, '-e', wait)
}

function publish(site: CliSite, ...words: string[]): ChildProcess {
  return spawn(process.execPath, [CLI, 'publish', ...words], {
    cwd: site.root,
    env: { ...process.env, RENDITIONS_LEASE: '2' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

const isPaused = (site: CliSite): Promise<boolean> => until(() => pausedId(site) > 0, 20_000)
const pausedId = (site: CliSite): number =>
  existsSync(join(site.root, 'paused')) ? Number(readFileSync(join(site.root, 'paused'), 'utf8')) : 0

/** The shared folder holds exactly what its manifest says. Gives the paths. */
function checkShared(folder: string): string[] {
  const parsed = parseManifest(readFileSync(join(folder, MANIFEST_PATH), 'utf8'))
  const recorded = parsed.status === 'ok' ? [...parsed.manifest.files.keys()] : [parsed.status]
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  expect(found.sort()).toEqual([...recorded, MANIFEST_PATH].sort())
  return recorded
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a publish that gets %s ends in time with the command it runs; the next run goes on, on another machine after the lease',
  async (signal) => {
    const [site] = (await rivals(1)) as [CliSite]
    const child = publishPaused(site)
    expect(await isPaused(site)).toBe(true)
    child.kill(signal)
    expect(await ends(child)).toBe(true)
    expect(await until(() => !isRunning(pausedId(site)))).toBe(true)
    const claim = join(site.root, 'shared', CLAIM_PATH)
    expect(existsSync(claim)).toBe(true)
    if (signal === 'SIGTERM') {
      const elsewhere = readFileSync(claim, 'utf8').replace(/"host":"[^"]*"/, '"host":"elsewhere"')
      await site.write({ [`shared/${CLAIM_PATH}`]: elsewhere })
    }
    const next = publish(site)
    expect(await ends(next)).toBe(true)
    expect(next.exitCode).toBe(0)
    expect(checkShared(join(site.root, 'shared'))).toHaveLength(3)
  },
)

test('a publisher that stood still for longer than its lease changes nothing more once another has published', async () => {
  const [one, two] = (await rivals(2)) as [CliSite, CliSite]
  const shared = join(one.root, 'shared')
  const frozen = publishPaused(one)
  let errors = ''
  frozen.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  expect(await isPaused(one)).toBe(true)
  frozen.kill('SIGSTOP')
  const other = publish(two)
  expect(await ends(other)).toBe(true)
  expect(other.exitCode).toBe(0)
  const before = checkShared(shared)
  await one.write({ go: '' })
  frozen.kill('SIGCONT')
  expect(await ends(frozen)).toBe(true)
  expect([frozen.exitCode, errors]).toEqual([1, expect.stringMatching(/target-changed/)])
  expect(checkShared(shared)).toEqual(before)
  expect(before.some((path) => path.includes('p1-'))).toBe(true)
})
