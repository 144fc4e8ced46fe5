import { afterEach, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { attribute, elements, page, photo, tempSite, type TempSite } from './temp-site.js'

/** Modes, rules and fallbacks in real builds: what may not be shown is in no output under any name. */
const sites: TempSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.dispose()
})

const SMALL: Options = {
  assets: 'media',
  presets: { default: { widths: [40], formats: ['webp', 'fallback'], effort: 0 }, card: { width: 20, stable: true } },
}

async function siteOf(files: Record<string, string | Uint8Array>): Promise<TempSite> {
  const site = await tempSite({
    'media/lake.jpg': await photo(40, 30, 1),
    'media/pier.jpg': await photo(40, 30, 2),
    'media/placeholder.jpg': await photo(40, 30, 3),
    'index.html': page('<img src="/media/lake.jpg" alt="Lake"><img src="/media/pier.jpg?preset=card" alt="Pier">'),
    ...files,
  })
  sites.push(site)
  return site
}

/** Files of the output whose name or content tells of an asset. */
async function traces(site: TempSite, stem: string): Promise<string[]> {
  const files = (await site.list('dist')).filter((path) => !path.startsWith('.renditions') && path !== '_redirects')
  const told = await Promise.all(
    files.map(async (path) => path.includes(stem) || (await site.read(`dist/${path}`)).includes(`${stem}-`)),
  )
  return files.filter((_, index) => told[index])
}

test('a changed mode applies to what is live already: files go, and their stable addresses answer 410', async () => {
  const site = await siteOf({})
  await site.build({ ...SMALL, grace: 0 })
  expect(await traces(site, 'pier')).toContain('media/pier.card.jpg')

  const strict: Options = { ...SMALL, grace: 0, publish: 'on-activation' }
  await expect(site.build(strict)).rejects.toThrow(
    /index\.html:9:\d+ "media\/lake\.jpg" is draft: it awaits activation \("publish: published" in its sidecar, or "renditions publish"\)/,
  )
  expect(await traces(site, 'pier')).toContain('media/pier.card.jpg')

  await site.write({
    'index.html': page('<img src="/media/lake.jpg" alt="Lake">'),
    'media/lake.jpg.media.yaml': 'publish: published',
  })
  await site.build(strict)
  expect(await traces(site, 'lake')).not.toEqual([])
  expect(await traces(site, 'pier')).toEqual([])
  expect(await site.read('dist/_redirects')).toContain('/media/pier.card.jpg')
  expect(await site.read('renditions.lock')).toMatch(/pier\.jpg.*"state":"draft"/)

  await site.build({ ...SMALL, grace: 0 })
  expect(await site.read('renditions.lock')).toMatch(/pier\.jpg.*"state":"published"/)
  expect(await traces(site, 'pier')).toContain('media/pier.card.jpg')
})

const held = {
  draft: ['publish: draft', 'draft'],
  unpublished: ['publish: unpublished', 'unpublished'],
  scheduled: ['on: 2999-01-01', 'scheduled'],
  off: ['off: 2001-01-01', 'unpublished'],
  expired: ['expires: 2001-01-01', 'expired'],
} as const

test('what is draft, unpublished, scheduled, off or expired is in no output, and a fallback is shown with a warning', async () => {
  const names = Object.entries(held)
  const site = await siteOf({
    'index.html': page(names.map(([name]) => `<img src="/media/${name}.jpg" alt="${name}">`).join('\n')),
  })
  for (const [index, [name, [sidecar]]] of names.entries())
    await site.write({
      [`media/${name}.jpg`]: await photo(40, 30, 9 + index),
      [`media/${name}.jpg.media.yaml`]: `${sidecar}\nalt: Hidden\n`,
    })
  const failure = await site.build(SMALL).catch(String)
  const messages = names.map(
    ([name, [, state]], index) => new RegExp(`index\\.html:${9 + index}:\\d+ "media/${name}\\.jpg" is ${state}`),
  )
  for (const message of messages) expect(failure).toMatch(message)

  for (const round of ['first', 'from memory']) {
    const log = await site.build({ ...SMALL, fallback: 'media/placeholder.jpg' })
    for (const message of messages) expect(log.warnings.join('\n'), round).toMatch(message)
    expect(log.warnings.join('\n').match(/"media\/placeholder\.jpg" is shown instead/g), round).toHaveLength(names.length)
    for (const [name] of names) expect(await traces(site, name), `${name}, ${round}`).toEqual([])
  }
  const images = elements(await site.read('dist/index.html'), 'img')
  expect(images.map((image) => attribute(image, 'alt'))).toEqual(names.map(([name]) => name))
  for (const image of images) expect(attribute(image, 'src')).toMatch(/\/placeholder-40\..*\.jpg$/)
})

describe('a fallback', () => {
  test('gives way at once when the asset is published again', async () => {
    const site = await siteOf({ 'media/lake.jpg.media.yaml': 'publish: draft\nfallback: media/placeholder.jpg' })
    await site.build(SMALL)
    expect(await traces(site, 'lake')).toEqual([])
    await site.write({ 'media/lake.jpg.media.yaml': 'publish: published\nfallback: media/placeholder.jpg' })
    expect((await site.build(SMALL)).warnings).toEqual([])
    expect(await traces(site, 'lake')).not.toEqual([])
  })
  test.each([
    ['is missing', 'media/nothing.jpg', /its fallback "media\/nothing\.jpg" cannot stand in: it is no asset of this site/],
    ['is a draft itself', 'media/pier.jpg', /its fallback "media\/pier\.jpg" cannot stand in: "media\/pier\.jpg" is draft/],
  ])('that %s is an error with its place', async (_what, fallback, message) => {
    const site = await siteOf({
      'media/lake.jpg.media.yaml': `publish: draft\nfallback: ${fallback}`,
      'media/pier.jpg.media.yaml': 'publish: draft\nfallback: media/placeholder.jpg',
    })
    await expect(site.build(SMALL)).rejects.toThrow(new RegExp(`index\\.html:9:\\d+ .*${message.source}`))
  })
  test('does not stand in where Vite would publish the asset itself', async () => {
    const site = await siteOf({
      'media/film.mp4': Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom0000isomiso2')]),
      'media/film.mp4.media.yaml': 'publish: draft\nfallback: media/placeholder.jpg',
      'index.html': page('<video src="/media/film.mp4"></video>'),
    })
    await expect(site.build(SMALL)).rejects.toThrow(/index\.html:9:\d+ "media\/film\.mp4" is draft/)
  })
  test('never takes over the stable addresses that the asset had', async () => {
    const site = await siteOf({ 'index.html': page('<img src="/media/pier.jpg?preset=card" alt="Pier">') })
    await site.build(SMALL)
    await site.write({ 'media/pier.jpg.media.yaml': 'publish: unpublished\nfallback: media/placeholder.jpg' })
    await site.build(SMALL)
    expect(await site.list('dist/media')).toEqual([])
    expect(await site.read('dist/_redirects')).toContain('/media/pier.card.jpg')
  })
})

test('nothing is published without the credit that is required, and the message says where to write it', async () => {
  const site = await siteOf({ 'media/lake.jpg.media.yaml': 'credit: Ada Example\nlicence: CC BY 4.0' })
  const options: Options = { ...SMALL, require: ['credit', 'licence'], profiles: { 'media/placeholder.jpg': { require: [] } } }
  await expect(site.build(options)).rejects.toThrow(
    /index\.html:9:\d+ "media\/pier\.jpg" is draft: it lacks "credit" and "licence", which "require" asks for \(write it into its sidecar, or its folder's "_media\.yaml"\)/,
  )
  await site.write({ 'media/_media.yaml': 'credit: Somebody\nlicence: MIT' })
  await site.build(options)
  expect(await traces(site, 'pier')).not.toEqual([])
})

test('credit and licence are in the data of an import, and in nothing that nobody asked for', async () => {
  const site = await siteOf({
    'media/lake.jpg.media.yaml': 'credit: Ada Example\nlicence: CC BY 4.0',
    'index.html': page('<script type="module" src="/a.js"></script>'),
    'a.js':
      "import lake from './media/lake.jpg?preset=default'\nimport pier from './media/pier.jpg?preset=default'\nconsole.log(lake, pier)",
  })
  const script = async (): Promise<string> => {
    await site.build(SMALL)
    const [file = ''] = (await site.list('dist')).filter((path) => path.endsWith('.js'))
    return (await site.read(`dist/${file}`)).replaceAll('\\"', '"')
  }
  expect(await script()).toMatch(/"credit":"Ada Example","licence":"CC BY 4\.0"/)
  await site.write({ 'media/lake.jpg.media.yaml': 'credit: Bob' })
  const later = await script()
  expect(later).toMatch(/"credit":"Bob"/)
  expect(later).not.toContain('licence')
})

describe('an asset of a selective folder', () => {
  const targets = { cdn: { folder: 'cdn', url: 'https://cdn.example/' } }
  test('is not left to Vite, which knows only the output', async () => {
    const site = await siteOf({
      'media/press/film.mp4': Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom0000isomiso2')]),
      'index.html': page('<video src="/media/press/film.mp4"></video>'),
    })
    const options: Options = { ...SMALL, targets, profiles: { 'media/press': { publish: 'selective', target: 'cdn' } } }
    await expect(site.build(options)).rejects.toThrow(
      /index\.html:9:\d+ "media\/press\/film\.mp4" goes to the target "cdn" and to no other/,
    )
  })
  test('goes out of what Vite copied from publicDir', async () => {
    const site = await siteOf({
      'index.html': page('<p></p>'),
      'public/press/a.jpg': await photo(40, 30, 5),
      'public/b.jpg': await photo(40, 30, 6),
    })
    await site.build({ ...SMALL, targets, profiles: { 'public/press': { publish: 'selective', target: 'cdn' } } })
    expect((await site.list('dist')).filter((path) => path.endsWith('.jpg'))).toEqual(['b.jpg'])
  })
})
