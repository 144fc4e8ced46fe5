import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { page, photo, tempSite, type BuildLog, type TempSite } from './temp-site.js'

const options: Options = {
  assets: 'media',
  presets: {
    default: { widths: [20, 40], formats: ['avif', 'webp', 'fallback'], effort: 0 },
    zoom: { widths: [60], formats: ['jpeg'] },
  },
}
const places = [1, 2, 3, 4, 5, 6, 8, 9, 10]

let site: TempSite
let log: BuildLog
beforeAll(async () => {
  const frames = await Promise.all(places.map(async (at) => [`media/boot-${at}.jpg`, await photo(60, 40, at)] as const))
  site = await tempSite({
    ...Object.fromEntries(frames),
    'index.html': page('<img src="media/boot-*.jpg?viewer=spin&stable=false" alt="The boot">'),
  })
  log = await site.build(options)
}, 60_000)
afterAll(() => site?.dispose())

test('a spin has all forms of its first frame and only what turns of the others, all of it on the web', async () => {
  const html = await site.read('dist/index.html')
  const [frames = [], large = []] = ['frames', 'large'].map((name) =>
    new RegExp(` ${name}="([^"]+)"`).exec(html)?.[1]?.split(' '),
  )
  expect([frames.length, large.length]).toEqual([9, 9])
  const files = await site.list('dist/assets/media')
  expect([...frames, ...large].filter((address) => !files.includes(address.replace('/assets/media/', '')))).toEqual([])
  expect(files.filter((file) => file.endsWith('.avif')).every((file) => file.startsWith('boot-1-'))).toBe(true)
  // The first: two widths in three formats at most; the others: one width in two. A large one of each.
  const made = /(\d+) made/.exec(log.info.join('\n'))?.[1]
  expect(Number(made)).toBeLessThanOrEqual(6 + 8 * 2 + 9)
})

test('a gap in its frames is a warning at its place', () => {
  expect(log.warnings.join('\n')).toMatch(
    /index\.html:9:\d+.*gap between "boot-6\.jpg" and "boot-8\.jpg": boot-7\.jpg is missing.*\(spin-frames-missing\)/,
  )
})

test('a frame of another size fails the build, with all that is wrong', async () => {
  await site.write({
    'media/boot-7.jpg': await photo(40, 60),
    'index.html': page('<img src="media/boot-*.jpg?viewer=spin&rows=3" alt="The boot">'),
  })
  const message = await site.build(options).then(String, String)
  expect(message).toMatch(/index\.html:9:\d+ .*10 frames, which do not fill 3 rows/)
  expect(message).toMatch(/index\.html:9:\d+ .*60 × 40, but not these: media\/boot-7\.jpg \(40 × 60\)/)
})
