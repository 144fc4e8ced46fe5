import { appendFile, cp, mkdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { page, photo, tempSite, type TempSite } from './temp-site.js'

/** What a warm build must not do: answer something stale, or publish less than its pages show. */
const sites: TempSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.dispose()
})

const options: Options = { presets: { hero: { widths: [40, 80], formats: ['webp', 'fallback'] } }, grace: 0 }
const inputs = { build: { rollupOptions: { input: {} as Record<string, string> } } }

async function site(files: Record<string, string | Uint8Array>): Promise<TempSite> {
  const made = await tempSite(files)
  sites.push(made)
  return made
}

async function twoPages(): Promise<{ site: TempSite; config: typeof inputs }> {
  const made = await site({
    'index.html': page(
      '<link rel="stylesheet" href="/a.css"><script type="module" src="/a.js"></script><img src="/media/a.jpg?preset=hero" alt="A">',
    ),
    'two.html': page('<img src="/media/b.jpg?preset=hero" alt="B">'),
    'a.css': 'body { background: url(/media/c.jpg?preset=hero) }',
    'a.js':
      'import d from "./media/d.jpg?preset=hero"; console.log(d, new URL("./media/e.jpg?preset=hero", import.meta.url).href)',
    ...Object.fromEntries(
      await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map(async (name, seed) => [`media/${name}.jpg`, await photo(100, 80, seed)] as const),
      ),
    ),
  })
  const config = { build: { rollupOptions: { input: { one: join(made.root, 'index.html'), two: join(made.root, 'two.html') } } } }
  return { site: made, config }
}

async function warm(): Promise<{ site: TempSite; build(used?: Options, outDir?: string): Promise<void> }> {
  const { site: made, config } = await twoPages()
  const build = async (used = options, outDir = 'dist'): Promise<void> =>
    void (await made.build(used, { ...config, build: { ...config.build, outDir } }))
  await build()
  await build()
  return { site: made, build }
}

/** Every address of ours that a page, style or script of the output speaks of stands there, and nothing else does. */
async function expectExactly(made: TempSite, names: readonly string[], outDir = 'dist'): Promise<void> {
  const files = (await made.list(outDir)).filter((path) => /\.(?:html|css|js)$/.test(path))
  const text = (await Promise.all(files.map((path) => made.read(`${outDir}/${path}`)))).join('\n')
  const spoken = [...new Set([...text.matchAll(/assets\/media\/([\w.-]+)/g)].map(([, name]) => name ?? ''))].toSorted()
  expect(await made.list(`${outDir}/assets/media`)).toEqual(spoken)
  expect([...new Set(spoken.map((name) => name.split('-')[0]))]).toEqual(names)
  expect(text).not.toContain('renditions://')
}

const edits: Record<string, [(made: TempSite) => Promise<void>, string[]]> = {
  'nothing changed': [async () => {}, ['a', 'b', 'c', 'd', 'e']],
  'one page shows another picture': [
    (made) => made.write({ 'two.html': page('<img src="/media/a.jpg?preset=hero" alt="B">') }),
    ['a', 'c', 'd', 'e'],
  ],
  'the style sheet shows another picture': [
    (made) => made.write({ 'a.css': 'body { background: url(/media/b.jpg?preset=hero) }' }),
    ['a', 'b', 'd', 'e'],
  ],
  'the style sheet shows none': [(made) => made.write({ 'a.css': 'body { color: red }' }), ['a', 'b', 'd', 'e']],
  'the script imports another size': [
    (made) => made.write({ 'a.js': 'import d from "./media/d.jpg?preset=hero&width=60"; console.log(d)' }),
    ['a', 'b', 'c', 'd'],
  ],
  'the script shows none': [(made) => made.write({ 'a.js': 'console.log(1)' }), ['a', 'b', 'c']],
  'a file was touched': [(made) => utimes(join(made.root, 'media/a.jpg'), new Date(), new Date()), ['a', 'b', 'c', 'd', 'e']],
  'a file got an old date': [
    (made) => utimes(join(made.root, 'media/a.jpg'), new Date(0), new Date(0)),
    ['a', 'b', 'c', 'd', 'e'],
  ],
  'the list of what answers want is damaged, and a page was edited': [
    async (made) => {
      await writeFile(join(made.root, '.renditions/memo-assets.json'), '{}')
      await made.write({ 'two.html': page('<p>new</p><img src="/media/b.jpg?preset=hero" alt="B">') })
    },
    ['a', 'b', 'c', 'd', 'e'],
  ],
  'the list of what answers want is gone, and a page was edited': [
    async (made) => {
      await made.remove('.renditions/memo-assets.json')
      await made.write({ 'two.html': page('<img src="/media/a.jpg?preset=hero" alt="B">') })
    },
    ['a', 'c', 'd', 'e'],
  ],
}

test.each(Object.entries(edits))('publishes exactly what is shown when %s', async (_name, [edit, names]) => {
  const { site: made, build } = await warm()
  await edit(made)
  await build()
  await expectExactly(made, names)
  await build()
  await expectExactly(made, names)
})

test('publishes to each of two output folders all that its pages show, in every order', async () => {
  const { site: made, build } = await warm()
  for (const outDir of ['other', 'dist', 'other', 'dist']) {
    await build(options, outDir)
    await expectExactly(made, ['a', 'b', 'c', 'd', 'e'], outDir)
  }
})

test('writes every address anew under another base', async () => {
  const { site: made, config } = await twoPages()
  for (const base of ['/', '/docs/', './', '/']) {
    await made.build(options, { ...config, base })
    const html = await made.read('dist/index.html')
    expect(html.match(/srcset="([^"]*?)assets/)?.[1]).toBe(base)
  }
})

test('does not recall what an older version of the plugin made of a page', async () => {
  const { site: made, build } = await warm()
  const file = join(made.root, '.renditions/memo-documents.json')
  const { fingerprint } = JSON.parse(await readFile(file, 'utf8')) as { fingerprint: string }
  const code = join(made.root, 'node_modules/vite-plugin-renditions')
  await mkdir(join(made.root, 'node_modules'))
  await symlink(join(import.meta.dirname, '../../node_modules/sharp'), join(made.root, 'node_modules/sharp'))
  await cp(join(import.meta.dirname, '../../dist'), code, { recursive: true })
  const { default: other } = (await import(join(code, 'index.js'))) as typeof import('../../src/index.js')
  const { build: viteBuild } = await import('vite')
  const use = (): Promise<unknown> =>
    viteBuild({
      root: made.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [other(options)],
      build: { rollupOptions: { input: [join(made.root, 'index.html'), join(made.root, 'two.html')] } },
    })
  await use()
  const installed = JSON.parse(await readFile(file, 'utf8')) as { fingerprint: string }
  expect(installed.fingerprint).not.toBe(fingerprint)
  await appendFile(join(code, 'index.js'), '\n// newer\n')
  await use()
  expect((JSON.parse(await readFile(file, 'utf8')) as { fingerprint: string }).fingerprint).not.toBe(installed.fingerprint)
  await build()
  await expectExactly(made, ['a', 'b', 'c', 'd', 'e'])
})

test('reads a page again when an asset it leaves to Vite is unpublished', async () => {
  const made = await site({
    'index.html': page('<video src="/media/film.mp4"></video><img src="/media/a.jpg" alt="A">'),
    'media/film.mp4': Buffer.alloc(9000, 7),
    'media/a.jpg': await photo(100, 80, 1),
  })
  await made.build(options)
  await made.build(options)
  await made.write({ 'media/film.mp4.media.yaml': 'publish: draft\n' })
  await expect(made.build(options)).rejects.toThrow(/film\.mp4/)
})

test('publishes nothing when Vite is told to write nothing', async () => {
  const { site: made, config } = await twoPages()
  await made.build(options, { build: { ...config.build, write: false } })
  expect(await made.list('dist')).toEqual([])
  expect(await made.list('.').then((files) => files.filter((file) => file === 'renditions.lock'))).toEqual([])
})

test('reads environment variables in a page as Vite does, and a page again when they change', async () => {
  const made = await site({
    'index.html': page('<img src="/media/%VITE_PICTURE%.jpg?preset=hero" alt="%VITE_PICTURE% 100%">'),
    '.env.production': 'VITE_PICTURE=a\n',
    '.env.staging': 'VITE_PICTURE=b\n',
    'media/a.jpg': await photo(100, 80, 1),
    'media/b.jpg': await photo(100, 80, 2),
  })
  for (const [mode, name] of [
    ['production', 'a'],
    ['production', 'a'],
    ['staging', 'b'],
    ['production', 'a'],
  ] as const) {
    await made.build(options, { mode })
    await expectExactly(made, [name])
    expect(await made.read('dist/index.html')).toContain(`alt="${name} 100%"`)
  }
})

test.each(['before', 'after'])('answers what another plugin listed %s this one puts into a page', async (where) => {
  const made = await site({
    'index.html': page('<img src="/media/a.jpg?preset=hero" alt="A">'),
    'media/a.jpg': await photo(100, 80, 1),
    'media/b.jpg': await photo(100, 80, 2),
  })
  for (const extra of ['', '<img src="/media/b.jpg?preset=hero" alt="B">', '<p>words</p>', '']) {
    const plugin = {
      name: 'extra',
      transformIndexHtml: { order: 'pre' as const, handler: (html: string) => html.replace('</body>', `${extra}</body>`) },
    }
    const { build } = await import('vite')
    const { default: renditions } = await import('../../src/index.js')
    await build({
      root: made.root,
      configFile: false,
      logLevel: 'silent',
      plugins: where === 'before' ? [plugin, renditions(options)] : [renditions(options), plugin],
    })
    await expectExactly(made, extra.includes('img') ? ['a', 'b'] : ['a'])
    expect((await made.read('dist/index.html')).includes('<p>words</p>')).toBe(extra.includes('words'))
  }
})
