import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { page, photo, tempSite, type TempSite } from '../site/temp-site.js'

/** A build in which nothing changed answers from the memo; these tests try to make it answer something stale. */
const sites: TempSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.dispose()
})

const options = {
  presets: { hero: { widths: [40, 80], formats: ['webp', 'fallback'] as const, priority: true } },
  hosts: ['netlify', 'vercel'] as const,
  pages: 'content/*.md',
  // A site from nothing has promised nothing.
  stable: false,
  grace: 0 as const,
  onError: 'warn' as const,
}
type Change = (site: TempSite) => Promise<typeof options | undefined | void>

/** A site after its first build, which is made once: each test goes on with a copy. */
let built: TempSite
beforeAll(async () => {
  built = await tempSite({
    'index.html': page(
      '<img src="/media/a.jpg?preset=hero" alt="A"><img src="/media/b.jpg?preset=hero"><img src="/media/missing.jpg?preset=hero" alt="M"><a href="/media/b.jpg">b</a>',
    ),
    'content/post.md': '![A](../media/a.jpg?preset=hero)\n\n![C](../media/c.jpg?preset=hero)\n',
    'media/a.jpg': await photo(100, 80, 1),
    'media/b.jpg': await photo(100, 80, 2),
    'media/c.jpg': await photo(100, 80, 3),
  })
  await built.build(options)
})
afterAll(() => built?.dispose())

async function warmSite(): Promise<TempSite> {
  const site = await tempSite()
  sites.push(site)
  await cp(built.root, site.root, { recursive: true, preserveTimestamps: true })
  await site.build(options)
  return site
}

/** The pages and addresses of a site, built from nothing but its sources. */
async function builtAnew(site: TempSite, used: typeof options): Promise<Record<string, string>> {
  const fresh = await tempSite()
  sites.push(fresh)
  for (const folder of ['index.html', 'content', 'media'])
    await cp(join(site.root, folder), join(fresh.root, folder), { recursive: true, preserveTimestamps: true })
  await fresh.build(used)
  return output(fresh)
}

async function output(site: TempSite): Promise<Record<string, string>> {
  const files = (await site.list('dist')).filter((path) => !path.startsWith('.vite/'))
  return Object.fromEntries(
    await Promise.all(files.map(async (path) => [path, (await site.bytes(`dist/${path}`)).toString('base64')] as const)),
  )
}

/** Without stable addresses that the ledger still owes for pages of long ago; a site built anew knows nothing of them. */
function withoutPromises(files: Record<string, string>, expected: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path in expected || !path.startsWith('media/')))
}

const changes: Record<string, Change> = {
  'nothing at all': async () => {},
  'an edited picture': async (site) => site.write({ 'media/a.jpg': await photo(100, 80, 9) }),
  'a picture swapped for another of the same name': async (site) =>
    site.write({ 'media/a.jpg': await readFile(join(site.root, 'media/b.jpg')) }),
  'a picture that was missing': async (site) => site.write({ 'media/missing.jpg': await photo(100, 80, 5) }),
  'a picture that went': (site) => site.remove('media/c.jpg'),
  'a twin whose name sorts first': async (site) => site.write({ 'media/0.jpg': await readFile(join(site.root, 'media/a.jpg')) }),
  'a new sidecar': (site) => site.write({ 'media/b.jpg.media.yaml': 'alt: From the sidecar\n' }),
  'a new folder sidecar': (site) => site.write({ 'media/_media.yaml': 'title: All of these\n' }),
  'a sidecar that unpublishes': (site) => site.write({ 'media/c.jpg.media.yaml': 'publish: draft\n' }),
  'another page text': async (site) =>
    site.write({ 'index.html': page('<p>New</p><img src="/media/b.jpg?preset=hero" alt="B">') }),
  'another article': (site) => site.write({ 'content/post.md': '# New\n\n![B](../media/b.jpg?preset=hero)\n' }),
  'one more article': (site) => site.write({ 'content/more.md': '![B](../media/b.jpg?preset=hero)\n' }),
  'an article that went': (site) => site.remove('content/post.md'),
  'another preset': async () => ({ ...options, presets: { hero: { ...options.presets.hero, widths: [40, 60] } } }),
  'an output folder that went': (site) => site.remove('dist'),
  'an address that went': async (site) => site.remove(`dist/assets/media/${(await site.list('dist/assets/media'))[0]}`),
  'a stable address that was edited': async (site) => site.write({ 'dist/media/b.zoom.jpg': 'edited' }),
  'a cache that went': (site) => site.remove('.renditions'),
  'half a cache that went, and the output': (site) => site.remove('.renditions/files-v1', 'dist'),
  'a ledger that went': (site) => site.remove('renditions.lock'),
  'a damaged memo': async (site) => {
    for (const name of ['documents', 'assets']) {
      const file = join(site.root, `.renditions/memo-${name}.json`)
      await writeFile(file, (await readFile(file, 'utf8')).slice(0, -9))
    }
  },
}

describe('a warm build is the same as one from nothing after', () => {
  test.each(Object.entries(changes))('%s', async (_name, change) => {
    const site = await warmSite()
    const used = (await change(site)) ?? options
    await site.build(used)
    const expected = await builtAnew(site, used)
    expect(withoutPromises(await output(site), expected)).toEqual(expected)
    // And what it remembered of that is right, too.
    await site.build(used)
    expect(withoutPromises(await output(site), expected)).toEqual(expected)
  })
})

test('repeats the warnings of documents it did not read again', async () => {
  const site = await warmSite()
  const log = await site.build({ ...options })
  expect(log.warnings.join('\n')).toMatch(/missing\.jpg/)
})

test('reads nothing again when nothing changed', async () => {
  const site = await tempSite({
    'index.html': page('<img src="/media/a.jpg?preset=hero" alt="A">'),
    'media/a.jpg': await photo(100, 80, 1),
  })
  sites.push(site)
  await site.build(options)
  const before = await readFile(join(site.root, '.renditions/memo-documents.json'), 'utf8')
  const log = await site.build(options)
  expect(await readFile(join(site.root, '.renditions/memo-documents.json'), 'utf8')).toBe(before)
  expect(log.info.join('\n')).toContain('0 made, 4 from the cache (100 %)')
})
