import { existsSync } from 'node:fs'
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { restart } from '../site/restart.js'
import { photo } from '../site/temp-site.js'
import { cliSite, type CliSite } from './cli-site.js'

const sites: CliSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.dispose()
})

interface Plan {
  actions: { kind: string; address: string }[]
  changes: number
  ledgerChanges: string[]
}

const options = (width: number, more = ''): string =>
  `presets: { hero: { widths: [${width}], formats: ['webp', 'fallback'], effort: 0 } }, onError: 'warn', ${more}`
const text = '<!doctype html>\n<title>A</title>\n<img src="/media/lake.jpg?preset=hero&stable" alt="A">\n'

/** Built with everything that outlives a build: an address of a page of long ago, one that moved, one that answers 410. */
async function builtSite(): Promise<CliSite> {
  const site = await cliSite(
    {
      'index.html': `${text}<img src="/media/pier.jpg?preset=hero&stable" alt=""><img src="/media/old.jpg?preset=hero&stable" alt=""><img src="/media/gone.jpg?preset=hero&stable" alt="">\n`,
      'media/lake.jpg': await photo(40, 30, 1),
      'media/pier.jpg': await photo(40, 30, 2),
      'media/old.jpg': await photo(40, 30, 3),
      'media/gone.jpg': await photo(40, 30, 4),
    },
    options(20, "grace: 0, hosts: ['netlify']"),
  )
  sites.push(site)
  await site.build()
  await site.write({ 'media/new.jpg': await readFile(join(site.root, 'media/old.jpg')) })
  for (const name of ['old', 'gone']) await rm(join(site.root, `media/${name}.jpg`))
  await site.write({ 'index.html': text })
  await site.build()
  return site
}

/** The plan of a site, and the same as it is when nothing is known of a former build. */
async function bothPlans(site: CliSite): Promise<[known: Plan & { exit: number }, anew: Plan & { exit: number }]> {
  const known = await site.json<Plan>('plan', '--check')
  for (const name of ['rest', 'documents', 'assets']) await rm(join(site.root, `.renditions/memo-${name}.json`), { force: true })
  return [known, await site.json<Plan>('plan', '--check')]
}

test('a plan of a site at rest makes nothing anew and says the same as one that knows nothing', async () => {
  const site = await builtSite()
  // What is promised, and shown by no page, would have to be rendered for a decision.
  for (const name of ['files-v1', 'records-v1.log']) await rm(join(site.root, `.renditions/${name}`), { recursive: true })
  const before = await site.snapshot()
  expect(await site.json('plan', '--check')).toMatchObject({ exit: 0, changes: 0 })
  expect(existsSync(join(site.root, '.renditions/files-v1'))).toBe(false)
  expect(await site.snapshot()).toEqual(before)
  const [known, anew] = await bothPlans(site)
  expect(known).toEqual(anew)
  expect(known.actions.map(({ address }) => address)).toContain('media/pier.hero.jpg')
  expect(existsSync(join(site.root, '.renditions/files-v1'))).toBe(true)
})

test('after a start of the machine, a plan of a site at rest looks at every file and makes nothing anew', async () => {
  const site = await builtSite()
  restart(site.root)
  for (const name of ['files-v1', 'records-v1.log']) await rm(join(site.root, `.renditions/${name}`), { recursive: true })
  expect(await site.json('plan', '--check')).toMatchObject({ exit: 0, changes: 0 })
  expect(existsSync(join(site.root, '.renditions/files-v1'))).toBe(false)
  const [picture = ''] = (await readdir(join(site.root, 'dist/assets'), { recursive: true })).filter((name) =>
    name.endsWith('webp'),
  )
  await truncate(join(site.root, 'dist/assets', picture))
  const [known, anew] = await bothPlans(site)
  expect(known).toEqual(anew)
  expect(known.actions).toContainEqual(expect.objectContaining({ kind: 'restore', address: `assets/${picture}` }))
})

const changes: Record<string, (site: CliSite) => Promise<unknown>> = {
  'an edited picture': async (site) => site.write({ 'media/lake.jpg': await photo(40, 30, 9) }),
  'an edited picture that no page shows': async (site) => site.write({ 'media/pier.jpg': await photo(40, 30, 9) }),
  'a picture that went': (site) => rm(join(site.root, 'media/pier.jpg')),
  'a sidecar of a picture that no page shows': (site) => site.write({ 'media/pier.jpg.media.yaml': 'publish: draft\n' }),
  'a sidecar for the whole folder': (site) => site.write({ 'media/_media.yaml': 'publish: draft\n' }),
  'another preset': (site) => site.configure(options(24, "grace: 0, hosts: ['netlify']")),
  'another option': (site) => site.configure(options(20, "grace: 0, hosts: ['netlify'], addresses: 'other'")),
  'a page that shows something else': (site) =>
    site.write({ 'index.html': text.replace('lake.jpg?preset=hero', 'lake.jpg?preset=hero&width=30') }),
  'a ledger without its last line': async (site) => {
    const lines = (await site.read('renditions.lock')).trimEnd().split('\n')
    await site.write({ 'renditions.lock': `${lines.slice(0, -1).join('\n')}\n` })
  },
  'a published file that went': (site) => rm(join(site.root, 'dist/media/pier.hero.jpg')),
  'a published file that was edited': (site) => site.write({ 'dist/media/pier.hero.jpg': 'edited' }),
  'an output that went': (site) => rm(join(site.root, 'dist'), { recursive: true }),
}

describe('a plan misses nothing of', () => {
  test.each(Object.entries(changes))('%s', async (_name, change) => {
    const site = await builtSite()
    await change(site)
    const [known, anew] = await bothPlans(site)
    expect(known).toEqual(anew)
    expect(known.changes + known.ledgerChanges.length).toBeGreaterThan(0)
    expect(known.exit).toBe(1)
  })

  test('a day that came', async () => {
    const site = await builtSite()
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    await site.write({ 'media/pier.jpg.media.yaml': `expires: ${day}\n` })
    await site.build()
    expect(await site.json('plan', '--check')).toMatchObject({ exit: 0, changes: 0 })
    process.env['SOURCE_DATE_EPOCH'] = String(Math.floor(Date.now() / 1000) + 3 * 86_400)
    try {
      const [known, anew] = await bothPlans(site)
      expect(known).toEqual(anew)
      expect(known.exit).toBe(1)
    } finally {
      delete process.env['SOURCE_DATE_EPOCH']
    }
  })
})

test('a damaged record of a site at rest is not believed', async () => {
  const site = await builtSite()
  const file = join(site.root, '.renditions/memo-rest.json')
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, -9))
  const [known, anew] = await bothPlans(site)
  expect(known).toEqual(anew)
  expect(known.changes).toBe(0)
})
