import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { page, photo, tempSite, type TempSite } from './temp-site.js'

const sites: TempSite[] = []
let folder = ''
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.dispose()))
  await rm(folder, { recursive: true, force: true })
})

async function siteWith(name: string, seed: number): Promise<TempSite> {
  const site = await tempSite({
    'index.html': page(
      `<img src="/media/same.jpg?preset=hero" alt="">`,
      `<meta property="og:image" content="/media/${name}.jpg">`,
    ),
    'media/same.jpg': await photo(300, 200),
    [`media/${name}.jpg`]: await photo(300, 200, seed),
  })
  sites.push(site)
  return site
}

const presets: Options['presets'] = { hero: { widths: [100], formats: ['jpeg'] } }
const snapshot = async (site: TempSite): Promise<unknown> => [await site.list('dist'), await site.read('renditions.lock')]

test('sites that share a cache share renditions and nothing else, also at the same time', async () => {
  folder = await mkdtemp(join(tmpdir(), 'renditions-shared-'))
  const shared: Options = { presets, cache: { folder }, site: 'https://example.org' }
  const [a, b] = [await siteWith('a', 2), await siteWith('b', 3)]
  await a.build(shared)
  const log = await b.build(shared)
  expect(log.warnings).toEqual([])
  expect(log.info.join('\n')).toMatch(/1 made, 1 from the cache/)
  expect(await b.read('renditions.lock')).not.toContain('media/a.jpg')
  expect(await b.list('dist')).not.toContain('_redirects')

  const before = [await snapshot(a), await snapshot(b)]
  await Promise.all([a, b].map((site) => site.remove('dist')))
  await Promise.all([a.build(shared), b.build(shared)])
  expect([await snapshot(a), await snapshot(b)]).toEqual(before)
})

test('two outputs of one site do not take each other’s files for their own', async () => {
  const site = await siteWith('a', 2)
  await site.build({ presets })
  await site.write({ 'media/same.jpg': await photo(300, 200, 9) })
  await site.build({ presets }, { build: { outDir: 'preview' } })
  expect((await site.list('preview/assets/media')).filter((file) => file.startsWith('same'))).toHaveLength(1)
})
