import { afterEach, beforeAll, expect, test } from 'vitest'
import sharp from 'sharp'
import { attribute, elements, page, photo, tempSite, type TempSite } from '../site/temp-site.js'
import { assetText, expectWhole, mediaNames, outputText, pictureUrls, small } from './built.js'

let lake: Buffer
let site: TempSite
beforeAll(async () => {
  lake = await photo(300, 200)
})
afterEach(() => site?.dispose())

/** A site that asks for a photo from a page below a folder, a script and a style sheet. */
async function threeWays(): Promise<{ rollupOptions: { input: string } }> {
  site = await tempSite({
    'docs/index.html': page(
      '<img src="/media/lake.jpg?preset=hero" alt="Lake"><script type="module" src="/main.js"></script>',
      '<link rel="stylesheet" href="/style.css">',
    ),
    'main.js': `import lake from '/media/lake.jpg?preset=hero'\nglobalThis.lake = lake\nglobalThis.url = new URL('./media/lake.jpg?preset=hero', import.meta.url).href\nimport css from './style.css?inline'\nglobalThis.css = css`,
    'style.css': `.top { background: url(/media/lake.jpg?preset=hero) }`,
    'media/lake.jpg': lake,
  })
  return { rollupOptions: { input: `${site.root}/docs/index.html` } }
}

test('finds pictures through resolve.alias in pages, styles, scripts and Markdown', async () => {
  site = await tempSite({
    'index.html': page(
      '<img src="@photos/lake.jpg?preset=hero" alt="Lake"><script type="module" src="/main.js"></script>',
      '<link rel="stylesheet" href="/style.css">',
    ),
    'main.js': `import lake from '@photos/lake.jpg?preset=hero'\nimport other from '~lib/lake.jpg?preset=hero'\nglobalThis.lake = [lake, other]`,
    'style.css': `.a { background: url('@photos/lake.jpg?preset=hero') }`,
    'content/post.md': '![Lake](@photos/lake.jpg?preset=hero)\n',
    'src/photos/lake.jpg': lake,
  })
  const alias = [
    { find: '@photos', replacement: `${site.root}/src/photos` },
    { find: /^~lib\//, replacement: `${site.root}/src/photos/` },
  ]
  await site.build({ ...small, pages: 'content/*.md' }, { resolve: { alias } })
  const parts = [
    await site.read('dist/index.html'),
    await site.read('dist/post.html'),
    await assetText(site, '.js'),
    await assetText(site, '.css'),
  ]
  for (const part of parts) expect(mediaNames(part).length).toBeGreaterThan(0)
  await expectWhole(site)
})

test.each(['/x/', 'https://cdn.example/x/', './'])('writes addresses below base %s everywhere', async (base) => {
  const build = await threeWays()
  await site.build(small, { base, build })
  const html = await site.read('dist/docs/index.html')
  for (const url of pictureUrls(html)) expect(url.startsWith(`${base === './' ? '../' : base}assets/media/`), url).toBe(true)
  const css = await assetText(site, '.css')
  const urls = [...css.matchAll(/url\("?([^")]+)/g)].map(([, url]) => url ?? '')
  expect(urls.length).toBeGreaterThan(0)
  for (const url of urls) expect(url.startsWith(base === './' ? './media/' : `${base}assets/media/`), url).toBe(true)
  const origin = 'https://site.example/assets/main.js'
  const { lake: data, url, css: inline } = await evaluated(await assetText(site, '.js'), origin)
  const root = new URL(base === './' ? 'https://site.example/' : base, origin).href
  for (const address of [data.src, url])
    expect(new URL(address, origin).href.startsWith(`${root}assets/media/lake-200.`), address).toBe(true)
  // A string of CSS may end up in any page, so in it a relative address would mean nothing.
  expect(inline).toContain(`${base === './' ? root : base}assets/media/lake-200.`)
  await expectWhole(site)
})

test('asks experimental.renderBuiltUrl for every address: text, relative, or an expression of run time', async () => {
  const build = await threeWays()
  const asked: string[] = []
  await site.build(small, {
    build,
    experimental: {
      renderBuiltUrl(file, { hostId, hostType, type }) {
        if (file.includes('/media/')) asked.push(`${hostType} ${hostId.replace(/-[\w-]{8}\./, '.')} ${type}`)
        if (hostType === 'html') return `https://img.example/${file}`
        return hostType === 'css' ? { relative: true } : { runtime: `globalThis.cdn + ${JSON.stringify(file)}` }
      },
    },
  })
  expect([...new Set(asked)].toSorted()).toEqual([
    'css assets/index.css asset',
    'html docs/index.html asset',
    'js assets/index.js asset',
  ])
  for (const url of pictureUrls(await site.read('dist/docs/index.html')))
    expect(url).toMatch(/^https:\/\/img\.example\/assets\/media\/lake-/)
  expect(await assetText(site, '.css')).toMatch(/\("?\.?\/?media\/lake-200\./)
  const { lake: data, url } = await evaluated(
    await assetText(site, '.js'),
    'https://site.example/assets/main.js',
    'https://cdn.example/',
  )
  expect(data.src).toMatch(/^https:\/\/cdn\.example\/assets\/media\/lake-200\./)
  expect(data.srcset).toMatch(/^https:\/\/cdn\.example\/\S+ 100w, https:\/\/cdn\.example\/\S+ 200w$/)
  expect(url).toMatch(/^https:\/\/cdn\.example\/assets\/media\/lake-200\./)
})

test('makes pictures of publicDir responsive and leaves the files where they are', async () => {
  site = await tempSite({
    'index.html': page('<img src="/lake.jpg" alt="Lake"><a href="/lake.jpg">Large</a>', '<link rel="icon" href="/lake.jpg">'),
    'static/lake.jpg': lake,
  })
  await site.build(small, { publicDir: 'static' })
  const html = await site.read('dist/index.html')
  expect(elements(html, 'picture')).toHaveLength(1)
  expect(attribute(elements(html, 'a')[0], 'href')).toBe('/lake.jpg')
  expect(attribute(elements(html, 'link')[0], 'href')).toBe('/lake.jpg')
  expect(await site.bytes('dist/lake.jpg')).toEqual(lake)
  await expectWhole(site)
})

test('inlines nothing of its own, however large build.assetsInlineLimit is', async () => {
  const build = await threeWays()
  await site.build(small, { build: { ...build, assetsInlineLimit: 10_000_000 } })
  expect(await outputText(site)).not.toContain('data:image')
  await expectWhole(site)
})

test('follows build.assetsDir and the addresses option', async () => {
  const build = await threeWays()
  await site.build(small, { build: { ...build, assetsDir: 'static' } })
  expect(pictureUrls(await site.read('dist/docs/index.html'))[0]).toMatch(/^\/static\/media\/lake-/)
  await site.build({ ...small, addresses: 'pictures' }, { build, base: './' })
  const [url = ''] = pictureUrls(await site.read('dist/docs/index.html'))
  expect(url).toMatch(/^\.\.\/pictures\/lake-/)
  expect((await sharp(await site.bytes(`dist/${url.slice(3)}`)).metadata()).width).toBe(100)
  expect(await assetText(site, '.css')).toContain('../pictures/lake-200.')
})

test('gives a server build the same data as the browser, and publishes nothing from it', async () => {
  site = await tempSite({
    'index.html': page('<script type="module" src="/main.js"></script>'),
    'main.js': `import lake from './media/lake.jpg?preset=hero'\nglobalThis.lake = lake`,
    'media/lake.jpg': lake,
  })
  await site.build(small, { build: { manifest: true, ssrManifest: true } })
  const { lake: data } = await evaluated(await assetText(site, '.js'), 'https://site.example/assets/main.js')
  const before = await site.list('dist')
  await site.build(small, { build: { ssr: 'main.js', outDir: 'server' } })
  const { lake: same } = await evaluated(
    await site.read('server/main.js').catch(() => site.read('server/main.mjs')),
    'file:///main.js',
  )
  expect(same).toEqual(data)
  expect(await site.list('dist')).toEqual(before)
  expect((await site.list('server')).filter((file) => /media|renditions/.test(file))).toEqual([])
  expect(Object.keys(JSON.parse(await site.read('dist/.vite/manifest.json')) as object)).toContain('index.html')
})

interface Found {
  lake: { src: string; srcset: string }
  url: string
  css: string
}

/** Runs a built script as if it stood at a URL, and gives what it left in `globalThis`. */
async function evaluated(code: string, at: string, cdn = ''): Promise<Found> {
  const found = {} as Found & { cdn: string }
  found.cdn = cdn
  const body = code.replaceAll('import.meta.url', JSON.stringify(at)).replace(/^export\s*\{\s*\};?/m, '')
  const document = { createElement: () => ({ relList: { supports: () => true } }) }
  new Function('globalThis', 'document', body)(found, document)
  return found
}
