import { afterEach, expect, test } from 'vitest'
import { photo } from '../site/temp-site.js'
import { cliSite, type CliSite } from './cli-site.js'

/** Assets of a selective folder are at their target and nowhere else, whatever was said before. */
let site: CliSite
afterEach(() => site.dispose())

const preset = "presets: { default: { widths: [40], formats: ['webp', 'fallback'], effort: 0, stable: true } }, grace: 0"
const targets = "targets: { cdn: { folder: 'cdn', url: 'https://cdn.example/' } }"
const selective = `${preset}, ${targets}, profiles: { 'media/press': { publish: 'selective', target: 'cdn' } }`

async function places(stem: string): Promise<string[]> {
  const paths = [...(await site.snapshot()).keys()].filter((path) => path.includes(`/${stem}`) && !path.startsWith('media/'))
  return [...new Set(paths.map((path) => path.split('/')[0] ?? ''))]
}

test('a changed mode moves what is live from the output to the target, and back', async () => {
  site = await cliSite(
    {
      'media/lake.jpg': await photo(40, 30, 1),
      'media/press/pier.jpg': await photo(40, 30, 2),
      'index.html': '<img src="/media/lake.jpg" alt="Lake"><img src="/media/press/pier.jpg" alt="Pier">',
    },
    `${preset}, ${targets}`,
  )
  await site.build()
  expect([await places('lake'), await places('pier')]).toEqual([['dist'], ['dist']])

  await site.configure(selective)
  await site.build()
  expect(await places('pier')).toEqual([])
  expect(await site.read('dist/index.html')).toMatch(/src="https:\/\/cdn\.example\/[^"]*pier-40\.[^"]*\.jpg"/)
  expect((await site.run('publish')).exit).toBe(0)
  expect([await places('lake'), await places('pier')]).toEqual([['dist'], ['cdn']])

  await site.configure(`${preset}, ${targets}`)
  await site.build()
  expect((await site.run('publish')).exit).toBe(0)
  expect([await places('lake'), await places('pier')]).toEqual([['dist'], ['dist']])
  expect(await site.read('dist/index.html')).not.toContain('cdn.example')
})
