import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { page, photo, tempSite, type TempSite } from './temp-site.js'

/** An asset that may not be shown is in no output under any name, also where Vite and not this plugin would answer. */
const sites: TempSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.dispose()
})

/** Smaller than Vite's limit for inlining: as a file or as text in another, its bytes must not be there. */
const SECRET = 'embargoed-until-the-press-conference'
const film = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom0000isomiso2'), Buffer.from(SECRET)])
const large = Buffer.concat([film, Buffer.alloc(9000, SECRET)])

async function draftSite(files: Record<string, string | Uint8Array>, bytes: Uint8Array): Promise<TempSite> {
  const site = await tempSite({
    'media/film.mp4': bytes,
    'media/film.mp4.media.yaml': 'publish: draft\n',
    'index.html': page('<script type="module" src="/a.js"></script><link rel="stylesheet" href="/a.css">'),
    'a.js': 'console.log(1)',
    'a.css': 'body { color: red }',
    ...files,
  })
  sites.push(site)
  return site
}

/** Whether the secret stands anywhere in the output, plainly or as a data URI. */
async function leaks(site: TempSite): Promise<string[]> {
  const files = await site.list('dist')
  const told = await Promise.all(
    files.map(async (path) => {
      const bytes = await site.bytes(`dist/${path}`)
      const text = bytes.toString('latin1')
      const inlined = [...text.matchAll(/base64,([\w+/=]+)/g)].map(([, data = '']) =>
        Buffer.from(data, 'base64').toString('latin1'),
      )
      return [text, decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, '')), ...inlined].some((form) => form.includes(SECRET))
        ? path
        : undefined
    }),
  )
  return told.filter((path) => path !== undefined)
}

const ways: Record<string, [files: Record<string, string>, place: RegExp]> = {
  'a video element': [{ 'index.html': page('<video src="/media/film.mp4"></video>') }, /index\.html:9:\d+/],
  'a source element': [{ 'index.html': page('<video><source src="./media/film.mp4"></video>') }, /index\.html:9:\d+/],
  'a style element': [
    { 'index.html': page('<p></p>', '<style>body { background: url(/media/film.mp4) }</style>') },
    /index\.html:6:\d+/,
  ],
  'a style attribute': [{ 'index.html': page('<p style="background: url(/media/film.mp4)"></p>') }, /index\.html:9:\d+/],
  'a style sheet': [{ 'a.css': 'body { background: url(./media/film.mp4) }' }, /a\.css:1:\d+/],
  'image-set() in a style sheet': [{ 'a.css': 'body { background: image-set("./media/film.mp4" 1x) }' }, /a\.css:1:\d+/],
  'an import': [{ 'a.js': 'import film from "./media/film.mp4"\nconsole.log(film)' }, /a\.js:1:\d+/],
  'an import of its URL': [{ 'a.js': '\nimport film from "./media/film.mp4?url"\nconsole.log(film)' }, /a\.js:2:\d+/],
  'an inlining import': [{ 'a.js': 'import film from "./media/film.mp4?inline"\nconsole.log(film)' }, /a\.js:1:\d+/],
  'a raw import': [{ 'a.js': 'import film from "./media/film.mp4?raw"\nconsole.log(film)' }, /a\.js:1:\d+/],
  'import.meta.glob': [{ 'a.js': 'console.log(import.meta.glob("./media/*.mp4", { eager: true }))' }, /a\.js:1:\d+/],
  'new URL()': [{ 'a.js': 'console.log(new URL("./media/film.mp4", import.meta.url).href)' }, /a\.js:1:\d+/],
  'raw HTML in Markdown': [{ 'content/a.md': '# A\n\n<video src="../media/film.mp4"></video>\n' }, /content\/a\.md:3:\d+/],
}

describe.each([
  ['a small asset', film],
  ['a large asset', large],
])('%s that is a draft is in no output through', (_size, bytes) => {
  test.each(Object.entries(ways))('%s', async (_way, [files, place]) => {
    const options: Options = { pages: 'content/*.md' }
    const site = await draftSite(files, bytes)
    await expect(site.build(options)).rejects.toThrow(/"media\/film\.mp4" is draft/)
    await expect(site.build(options)).rejects.toThrow(place)
    const log = await site.build({ ...options, onError: 'warn' })
    expect(log.warnings.join('\n')).toMatch(/film\.mp4/)
    expect(await site.list('dist')).toContain('index.html')
    expect(await leaks(site)).toEqual([])
  })
})

test('keeps pictures that no preset is for from Vite, too, when they are drafts', async () => {
  const site = await tempSite({
    'index.html': page('<img src="/media/a.jpg" alt="A"><img src="/media/b.jpg" alt="B">'),
    'media/a.jpg': await photo(100, 80, 1),
    'media/b.jpg': await photo(100, 80, 2),
    'media/a.jpg.media.yaml': 'on: 2999-01-01\n',
  })
  sites.push(site)
  await expect(site.build({ defaultPreset: false })).rejects.toThrow(/index\.html:9:\d+.*"media\/a\.jpg" is scheduled/)
  await site.build({ defaultPreset: false, onError: 'warn' })
  expect((await site.list('dist')).filter((path) => /\/a-/.test(path))).toEqual([])
})

test('takes drafts out of what Vite copied from publicDir, and nothing else', async () => {
  const site = await tempSite({
    'index.html': page('<p></p>'),
    'public/press/film.mp4': film,
    'public/press/film.mp4.media.yaml': 'publish: draft\n',
    'public/press/other.mp4': Buffer.alloc(10),
    'public/robots.txt': 'x',
  })
  sites.push(site)
  await site.build()
  expect(await leaks(site)).toEqual([])
  expect(await site.list('dist')).toEqual(expect.arrayContaining(['press/other.mp4', 'robots.txt']))
})

test('publishes a film and its like as ever when nothing is said against it', async () => {
  const site = await draftSite(
    {
      'media/film.mp4.media.yaml': 'publish: published\n',
      'a.js': 'import film from "./media/film.mp4?url"\nconsole.log(film, new URL("./media/film.mp4", import.meta.url).href)',
      'a.css': 'body { background: url(./media/film.mp4) }',
    },
    large,
  )
  await site.build()
  expect(await leaks(site)).toEqual([expect.stringMatching(/^assets\/film-.*\.mp4$/)])
})

test('obeys the sidecar of an asset that stands below a linked folder', async () => {
  const site = await draftSite({ 'index.html': page('<video src="/linked/film.mp4"></video>') }, large)
  await mkdir(join(site.root, 'other'), { recursive: true })
  await symlink(join(site.root, 'media'), join(site.root, 'linked'))
  await site.build({ onError: 'warn' })
  expect(await leaks(site)).toEqual([])
})
