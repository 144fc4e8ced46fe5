import { afterEach, beforeAll, expect, test } from 'vitest'
import { elements, attribute, page, photo, tempSite, type TempSite } from '../site/temp-site.js'
import { assetText, expectWhole, mediaNames, outputText, small } from './built.js'

let lake: Buffer
let site: TempSite
beforeAll(async () => {
  lake = await photo(300, 200)
})
afterEach(() => site?.dispose())

const script = page('<script type="module" src="/src/main.js"></script>')

test('answers every file of an import.meta.glob with a query', async () => {
  site = await tempSite({
    'index.html': script,
    'src/main.js': `globalThis.all = import.meta.glob('./media/*.jpg', { query: '?preset=hero', eager: true, import: 'default' })`,
    'src/media/one.jpg': lake,
    'src/media/two.jpg': await photo(300, 200, 2),
  })
  await site.build(small)
  const names = mediaNames(await assetText(site, '.js'))
  expect([...new Set(names.map((name) => name.split('-')[0]))]).toEqual(['one', 'two'])
  await expectWhole(site)
})

test('answers dynamic imports and lazy globs in chunks of their own', async () => {
  site = await tempSite({
    'index.html': script,
    'src/main.js': `import('./media/one.jpg?preset=hero').then((module) => console.log(module.default))
      console.log(import.meta.glob('./media/*.jpg', { query: { preset: 'hero' } }))`,
    'src/media/one.jpg': lake,
    'src/media/two.jpg': await photo(300, 200, 2),
  })
  await site.build(small)
  const chunks = (await site.list('dist/assets')).filter((file) => file.endsWith('.js'))
  expect(chunks.filter((file) => /^(?:one|two)-/.test(file))).toHaveLength(2)
  await expectWhole(site)
})

test('takes overrides from the query of an import, and refuses what is no field with file and line', async () => {
  site = await tempSite({
    'index.html': script,
    'src/main.js': `import lake from './lake.jpg?preset=hero&width=123&format=jpeg'\nconsole.log(lake)`,
    'src/lake.jpg': lake,
  })
  await site.build(small)
  expect(mediaNames(await assetText(site, '.js'))).toEqual([expect.stringMatching(/^lake-123\.[0-9a-f]{16}\.jpg$/)])
  await site.write({ 'src/main.js': `\nimport lake from './lake.jpg?preset=hero&widht=123'\nconsole.log(lake)` })
  await expect(site.build(small)).rejects.toThrow(/src\/main\.js:2:\d+ .*"widht".*"width"/)
})

test('publishes nothing of an import that nobody uses', async () => {
  site = await tempSite({
    'index.html': script,
    'src/main.js': `import lake from './lake.jpg?preset=hero'\nimport { used } from './lib.js'\nconsole.log(used)`,
    'src/lib.js': `import other from './other.jpg?preset=hero'\nexport const used = 1\nexport const unused = () => other`,
    'src/lake.jpg': lake,
    'src/other.jpg': await photo(300, 200, 2),
  })
  await site.build(small)
  expect(mediaNames(await outputText(site))).toEqual([])
  expect(await site.list('dist/assets/media')).toEqual([])
})

test('reads imports of typed and inline scripts, in strings of any quotes', async () => {
  site = await tempSite({
    'index.html': page(
      `<script type="module">import lake from './src/lake.jpg?preset=hero'\nconsole.log(lake)</script><script type="module" src="/src/main.ts"></script>`,
    ),
    'src/main.ts':
      'const url: string = new URL(`./lake.jpg?preset=hero`, import.meta.url).href\nimport type { X } from "./x.js"\nconsole.log(url satisfies string)\nexport type Y = X',
    'src/x.ts': 'export type X = 1',
    'src/lake.jpg': lake,
  })
  await site.build(small)
  const text = await outputText(site)
  expect(text).toContain('"srcset"')
  expect(text).toMatch(/new URL\([^)]*assets\/media\/lake-200\./)
  await expectWhole(site)
})

test('keeps source maps right where it changed a script', async () => {
  site = await tempSite({
    'index.html': script,
    'src/main.js': `console.log(new URL('./lake.jpg?preset=hero', import.meta.url).href); console.log('after the picture')\nconsole.log('next line')\n`,
    'src/lake.jpg': lake,
  })
  await site.build(small, { build: { sourcemap: true, minify: false } })
  const [file = ''] = (await site.list('dist/assets')).filter((name) => name.endsWith('.js'))
  const code = await site.read(`dist/assets/${file}`)
  const { SourceMap } = await import('node:module')
  const map = new SourceMap(JSON.parse(await site.read(`dist/assets/${file}.map`)))
  const source = (await site.read('src/main.js')).split('\n')
  for (const needle of ['after the picture', 'next line']) {
    const line = code.split('\n').findIndex((text) => text.includes(needle))
    const entry = map.findEntry(line, (code.split('\n')[line] ?? '').indexOf(needle))
    if (!('originalLine' in entry)) throw new Error(`No mapping for ${needle}.`)
    expect(entry.originalSource).toMatch(/src\/main\.js$/)
    const from = source.findIndex((text) => text.includes(needle))
    expect(entry.originalLine).toBe(from)
    const column = (source[from] ?? '').indexOf(needle)
    // A mapping points to the beginning of the literal or of its statement, never beyond the text.
    expect(entry.originalColumn).toBeGreaterThan(from === 0 ? (source[0] ?? '').indexOf(';') : -1)
    expect(entry.originalColumn).toBeLessThanOrEqual(column)
  }
})

test('lets two pages share a chunk with data', async () => {
  site = await tempSite({
    'a.html': page('<script type="module" src="/src/a.js"></script>'),
    'b.html': page('<script type="module" src="/src/b.js"></script>'),
    'src/a.js': `import { show } from './shared.js'\nshow('a')`,
    'src/b.js': `import { show } from './shared.js'\nshow('b')`,
    'src/shared.js': `import lake from './lake.jpg?preset=hero'\nexport const show = (name) => console.log(name, lake)`,
    'src/lake.jpg': lake,
  })
  await site.build(small, { build: { rollupOptions: { input: { a: `${site.root}/a.html`, b: `${site.root}/b.html` } } } })
  const holding = []
  for (const file of await site.list('dist/assets'))
    if (file.endsWith('.js') && (await site.read(`dist/assets/${file}`)).includes('srcset')) holding.push(file)
  expect(holding).toHaveLength(1)
  expect(elements(await site.read('dist/a.html'), 'link').map((link) => attribute(link, 'href'))).toContain(
    `/assets/${holding[0]}`,
  )
  await expectWhole(site)
})

test('gives a placeholder in the data of an import', async () => {
  site = await tempSite({
    'index.html': script,
    'src/main.js': `import lake from './lake.jpg?preset=hero&placeholder=thumbhash'\nconsole.log(lake)`,
    'src/lake.jpg': lake,
  })
  await site.build(small)
  expect(await assetText(site, '.js')).toMatch(
    /"placeholder":\{"color":"#[0-9a-f]{6}","blur":"data:image\/webp;base64,[^"]+","thumbhash":"[A-Za-z0-9+/]+=*"\}/,
  )
})
