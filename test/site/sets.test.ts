import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { manifestProblems } from '../rewrite/iiif-validator.js'
import { attribute, elements, page, photo, tempSite, type BuildLog, type TempSite } from './temp-site.js'

const options: Options = {
  assets: 'media',
  pages: 'content/*.md',
  presets: { default: { widths: [40], formats: ['jpeg'] }, zoom: { widths: [60], formats: ['jpeg'] } },
  sets: [{ match: '{style}-{colour}-{view}', in: 'media/named', viewer: 'spin' }],
  site: 'https://example.org',
  iiif: true,
}
const spinFile = 'title: The boot\nviewer: spin\nitems: "boot-*.jpg"\n'

let site: TempSite
let log: BuildLog
beforeAll(async () => {
  const names = ['boots/boot-1', 'boots/boot-2', 'boots/boot-10', 'named/0123-red-1', 'named/0123-red-2', 'named/odd']
  const pictures = await Promise.all(names.map(async (name, at) => [`media/${name}.jpg`, await photo(60, 40, at + 1)] as const))
  site = await tempSite({
    ...Object.fromEntries(pictures),
    'media/boots/boot.set.yaml': spinFile,
    'media/all.set.yaml': 'items:\n  - boots/boot-2.jpg\n  - { src: "boots/boot-*.jpg", viewer: spin, alt: All round }\n',
    'media/flat.set.yaml': 'viewer: gallery\nitems:\n  - { src: "boots/boot-*.jpg", viewer: spin }\n',
    'index.html': page(
      '<img src="media/boots/boot.set.yaml" alt="A boot"><img src="media/boots/boot-*.jpg" data-viewer="spin" alt="All">',
    ),
    'content/all.md': [
      '![Everything](../media/all.set.yaml)',
      '',
      '![Each](../media/flat.set.yaml)',
      '',
      ':::media-set[By pattern]{viewer=carousel}',
      '![](../media/boots/boot-*.jpg)',
      ':::',
    ].join('\n'),
    'content/line.md': 'In a line ![Each](../media/flat.set.yaml) of text.',
    'content/page.md': [
      '![Named](../media/named/0123-red.set)',
      '',
      '::media[By pattern]{src="../media/boots/boot-[12].jpg" viewer=spin reverse=true}',
      '',
      ':::media-set[Before and after]{viewer=compare}',
      '![Before](../media/boots/boot-1.jpg "In May")',
      '![After](../media/boots/boot-2.jpg)',
      ':::',
    ].join('\n'),
  })
  log = await site.build(options)
}, 60_000)
afterAll(() => site?.dispose())

/** Names of the pictures that an element leads to or shows, without size and hash, each once. */
function shownIn(html: string): string[] {
  return [...new Set(Array.from(html.matchAll(/assets\/media\/([\w-]+?)-\d+\.[0-9a-f]{16}\./g), ([, name = '']) => name))]
}

function inside(html: string, tag: string): string[] {
  return Array.from(html.matchAll(new RegExp(`<${tag}[ >].*?</${tag}>`, 'gs')), ([text]) => text)
}

describe('a set', () => {
  test('is shown from a file and by a pattern, in natural order', async () => {
    const [fromFile = '', byPattern = ''] = inside(await site.read('dist/index.html'), 'rendition-spin')
    expect(shownIn(fromFile)).toEqual(['boot-1', 'boot-2', 'boot-10'])
    expect(shownIn(byPattern)).toEqual(['boot-1', 'boot-2', 'boot-10'])
  })
  test('is shown from Markdown in one line, outside of paragraphs, with its options', async () => {
    const html = await site.read('dist/page.html')
    const [named = '', pattern = ''] = inside(html, 'rendition-spin')
    expect(shownIn(named)).toEqual(['0123-red-1', '0123-red-2'])
    expect(shownIn(pattern)).toEqual(['boot-1', 'boot-2'])
    expect(pattern).toMatch(/<rendition-spin [^>]*\breverse>/)
    expect(html).not.toMatch(/<p>\s*<rendition-/)
    const [compare = ''] = inside(html, 'rendition-compare')
    expect(elements(compare, 'img').map((image) => attribute(image, 'alt'))).toEqual(['Before', 'After'])
    expect(compare).toContain('In May')
  })
  test('in the middle of a line of Markdown stands between two paragraphs', async () => {
    const html = await site.read('dist/line.html')
    expect(html).toMatch(/<p>In a line\s*<\/p>\s*<rendition-gallery/)
    expect(html).toMatch(/<\/rendition-gallery>\s*<p>\s*of text\.<\/p>/)
    expect(log.warnings.join('\n')).not.toContain('viewer-in-paragraph')
  })
  test('shows what a pattern finds as one member where that has a viewer of several, and each where there is one for all', async () => {
    const html = await site.read('dist/all.html')
    const [mixed = ''] = inside(html, 'rendition-mixed')
    const [spin = '', ...more] = inside(mixed, 'rendition-spin')
    expect(more).toEqual([])
    expect(shownIn(spin)).toEqual(['boot-1', 'boot-2', 'boot-10'])
    expect(spin).toContain('alt="All round"')
    expect(elements(mixed, 'ul')[0]?.childNodes).toHaveLength(2)
    for (const tag of ['rendition-gallery', 'rendition-carousel']) {
      const [whole = ''] = inside(html, tag)
      expect(elements(whole, 'ul')[0]?.childNodes).toHaveLength(3)
      expect(whole).not.toContain('rendition-spin')
    }
  })
  test('has an address of its own where it has a name, and its members have theirs', async () => {
    const files = await site.list('dist/media')
    expect(files).toEqual(
      expect.arrayContaining([
        'boots/boot.spin.html',
        'boots/boot.spin.json',
        'named/0123-red.spin.html',
        'boots/boot-10.default.jpg',
      ]),
    )
    const html = await site.read('dist/media/boots/boot.spin.html')
    expect(elements(html, 'title')[0]?.childNodes).toMatchObject([{ value: 'The boot' }])
    expect(shownIn(html)).toEqual(['boot-1', 'boot-2', 'boot-10'])
    const loads = [
      ...elements(html, 'script').map((one) => attribute(one, 'src')),
      ...elements(html, 'link').map((one) => attribute(one, 'href')),
    ]
    expect(loads).toEqual(expect.arrayContaining(['../viewers/spin.1.js', '../viewers/spin.1.css']))
    for (const name of ['spin.1.js', 'spin.1.css', 'compare.1.js', 'compare.1.css']) expect(files).toContain(`viewers/${name}`)
  })
  test('is opened by other viewers from its manifest, whose pictures are there', async () => {
    const text = await site.read('dist/media/boots/boot.spin.manifest.json')
    expect(manifestProblems(text)).toEqual([])
    const manifest = JSON.parse(text) as {
      id: string
      items: { width: number; items: { items: { body: { id: string; format: string } }[] }[] }[]
    }
    expect(manifest.id).toBe('https://example.org/media/boots/boot.spin.manifest.json')
    const bodies = manifest.items.map(({ items }) => items[0]?.items[0]?.body)
    expect(bodies.map((body) => body?.format)).toEqual(['image/jpeg', 'image/jpeg', 'image/jpeg'])
    for (const body of bodies) expect(await site.list('dist')).toContain(body?.id.replace('https://example.org/', ''))
    expect(manifest.items.map(({ width }) => width)).toEqual([60, 60, 60])
  })
  test('is looked for by name only where a rule says so, and what has no place there is listed', () => {
    expect(log.warnings.join('\n')).toContain('matches: media/named/odd.jpg')
  })
  test('moves with its folder, and its old address leads to the new one', async () => {
    for (const name of ['boot-1', 'boot-2', 'boot-10']) {
      await site.write({ [`media/shoes/${name}.jpg`]: await site.bytes(`media/boots/${name}.jpg`) })
    }
    await site.remove('media/boots', 'content')
    await site.write({
      'media/shoes/boot.set.yaml': spinFile,
      'index.html': page('<img src="media/shoes/boot.set.yaml" alt="A boot">'),
    })
    await site.build(options)
    expect(await site.list('dist/media')).toContain('shoes/boot.spin.html')
    expect(await site.read('dist/_redirects')).toMatch(/^\/media\/boots\/boot\.spin\.html \/media\/shoes\/boot\.spin\.html 301/m)
    expect(await site.read('renditions.lock')).not.toContain('"deleted"')
  })
})

describe('what keeps a set from being shown', () => {
  test.each([
    [
      'a member that is not published',
      'a.set.yaml',
      'items:\n  - boot-1.jpg\n  - draft.jpg\n',
      'media/a.set.yaml:3:5',
      'asset-unpublished',
    ],
    [
      'a member that is not there',
      'a.set.yaml',
      'items:\n  - boot-1.jpg\n  - bot-1.jpg\n',
      'media/a.set.yaml:3:5',
      'asset-not-found',
    ],
    ['a pattern that matches nothing', 'a.set.yaml', 'items: shoe-*.jpg\n', 'media/a.set.yaml:1:8', 'set-empty'],
    ['itself', 'a.set.yaml', 'items:\n  - a.set.yaml\n', 'media/a.set.yaml:2:5', 'set-circular'],
    ['a viewer of single things', 'a.set.yaml?viewer=zoom', 'items: boot-*.jpg\n', 'index.html:9:11', 'set-viewer'],
    [
      'three pictures where two belong',
      'a.set.yaml?viewer=compare',
      'items: [boot-1.jpg, boot-2.jpg, boot-1.jpg]\n',
      'index.html:9:11',
      'set-compare',
    ],
    [
      'frames that do not fill their rows',
      'a.set.yaml',
      'viewer: spin\nrows: 2\nitems: [boot-1.jpg, boot-2.jpg, boot-1.jpg]\n',
      'index.html:9:11',
      'spin-rows-uneven',
    ],
    [
      'a member that leads to a script',
      'a.set.yaml',
      'viewer: spin\nitems:\n  - { src: boot-1.jpg, link: " java\\tscript:x" }\n  - boot-2.jpg\n',
      'media/a.set.yaml:3:12',
      'link-unsafe',
    ],
    ['a file that is no set', 'a.set.yaml', 'itms: []\n', 'media/a.set.yaml:1:1', 'unknown-option'],
  ])('%s', async (_, url, set, place, code) => {
    const own = await tempSite({
      'media/boot-1.jpg': await photo(60, 40),
      'media/boot-2.jpg': await photo(60, 40, 2),
      'media/draft.jpg': await photo(60, 40, 3),
      'media/draft.jpg.media.yaml': 'publish: draft\n',
      'media/a.set.yaml': set,
      'index.html': page(`<img src="media/${url}" alt="Set">`),
    })
    try {
      const failed = own.build({ ...options, pages: undefined, sets: undefined })
      await expect(failed).rejects.toThrow(code)
      await expect(failed).rejects.toThrow(place)
      expect(await own.list('dist/media')).toEqual([])
    } finally {
      await own.dispose()
    }
  })
})

test('a set in a paragraph of a page is told, because browsers end the paragraph before a list', async () => {
  const inLine = await tempSite({
    'media/a.jpg': await photo(60, 40, 1),
    'media/b.jpg': await photo(60, 40, 2),
    'index.html': page(
      '<p>See <img src="media/*.jpg" data-viewer="gallery" alt="Both"></p><img src="media/*.jpg" data-viewer="gallery" alt="Both">',
    ),
  })
  try {
    const { warnings } = await inLine.build({ presets: options.presets ?? {} })
    const told = warnings
      .join('\n')
      .split('\n')
      .filter((line) => line.includes('viewer-in-paragraph'))
    expect(told).toEqual([expect.stringContaining('index.html:9:18')])
  } finally {
    await inLine.dispose()
  }
})
