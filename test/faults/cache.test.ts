import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { Plugin } from 'vite'
import type { Config } from '../../src/config/types.js'
import { openSweep } from '../../src/wiring.js'
import { formatLine, parseLine } from '../../src/render/cache/record.js'
import { PhotoSite } from '../site/photo-site.js'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function published(): Promise<PhotoSite> {
  const site = await PhotoSite.make({ 'media/a.jpg': 1, 'media/b.jpg': 5 })
  cleanups.push(() => site.dispose())
  await site.publish()
  return site
}

/** Does something when all that is wanted is known and nothing is published yet. */
function beforePublishing(work: () => void): Plugin {
  const renderStart = async (): Promise<void> => {
    await sleep(300)
    work()
  }
  return { name: 'before-publishing', renderStart }
}

test('a cache that is deleted while a build uses it costs that build at most, and the next is whole', async () => {
  const site = await published()
  await site.put('media/a.jpg', 20)
  await site.writePage()
  const plugins = [beforePublishing(() => rmSync(join(site.site.root, '.renditions'), { recursive: true, maxRetries: 5 }))]
  await site.site
    .build(site.options, { ...site.config, plugins })
    .catch((error: Error) => expect(error.message).not.toContain(site.site.root))
  await site.publish()
  await site.checkSteady()
})

test('gc removes nothing that a build which is running was promised', async () => {
  const site = await published()
  // Used long ago, and asked for by nothing that is published: until this build.
  await site.put('media/c.jpg', 9)
  await site.publish()
  await site.delete('media/c.jpg')
  await site.publish()
  age(join(site.site.root, '.renditions'), 6 * 3600_000)
  await site.put('media/c.jpg', 9)
  await site.allowReuse('media/c.jpg')
  await site.writePage()
  const manifest = await site.manifest()
  const keys = new Set([...manifest.files.values()].map(({ key }) => key))
  const plugin = beforePublishing(() => {
    const config = { cache: { folder: '.renditions' } } as Config
    openSweep({ config, root: site.site.root }, keys, 0).perform()
  })
  site.config = { ...site.config, plugins: [plugin] }
  await site.build()
})

/** As if everything in a cache had been made and used so many milliseconds before. */
function age(cache: string, by: number): void {
  const file = join(cache, 'records-v1.log')
  const lines = readFileSync(file, 'latin1').split('\n').filter(Boolean)
  const older = lines.map((line) => {
    const record = parseLine(line)
    return record && 'used' in record ? formatLine({ ...record, used: record.used - by }) : line
  })
  writeFileSync(file, `${older.join('\n')}\n`)
  const then = new Date(Date.now() - by)
  for (const name of readdirSync(join(cache, 'files-v1'), { recursive: true }))
    utimesSync(join(cache, 'files-v1', String(name)), then, then)
}
