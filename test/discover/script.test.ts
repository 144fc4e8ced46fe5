import { describe, expect, test } from 'vitest'
import { discoverComponent } from '../../src/discover/component.js'
import { discoverScript } from '../../src/discover/script.js'
import { expectExactRanges, expectPlaces, seen } from './seen.js'

const find = (code: string, file = 'src/a.ts') => seen(code, discoverScript(code, file).references)

describe('scripts', () => {
  test.each([
    ["import a from './a.jpg?preset=hero'", 'import', './a.jpg?preset=hero', true],
    ['import"./a.jpg?viewer=zoom"', 'import', './a.jpg?viewer=zoom', true],
    ["export { default } from './a.jpg?preset=hero'", 'import', './a.jpg?preset=hero', true],
    ["const a = await import('./a.jpg?preset=hero')", 'import', './a.jpg?preset=hero', true],
    ['const a = import(/* why */ `./a.jpg?preset=hero`)', 'import', './a.jpg?preset=hero', true],
    ["import a from './a.jpg'", 'import', './a.jpg', false],
    ["import a from './a.jpg?url'", 'import', './a.jpg?url', false],
    ["import a from '@/a.jpg?preset=hero'", 'import', '@/a.jpg?preset=hero', true],
    ["import a from './a.jpg?width=300&format=webp'", 'import', './a.jpg?width=300&format=webp', false],
    ["new URL('./a.jpg?preset=hero', import.meta.url)", 'address', './a.jpg?preset=hero', true],
    ['new URL(`./a.jpg?preset=hero`, import.meta.url).href', 'address', './a.jpg?preset=hero', true],
    ["new URL('./a.jpg?url', import.meta.url)", 'address', './a.jpg?url', false],
    ["const a = '/media/a.jpg'", 'address', '/media/a.jpg', false],
    ["const a = { src: '../media/a b.jpg?preset=hero' }", 'address', '../media/a b.jpg?preset=hero', false],
    ["require('./a.pdf')", 'address', './a.pdf', false],
    ["import('x').from('./a.jpg')", 'address', './a.jpg', false],
  ])('%s', (code, role, raw, explicit) => {
    expect(find(code)).toMatchObject([{ role, raw, explicit }])
  })

  test.each([
    '// import "./a.jpg?preset=hero"',
    '/* "./a.jpg" */',
    'const a = `./${name}.jpg?preset=hero`',
    "const a = './a/' + name + '/b.jpg'",
    "const a = base + '/b.jpg'",
    "const a = /'.\\/a.jpg'/",
    "import a from 'node:fs'",
    "import a from './a.js'",
    "new URL('https://example.org/a.jpg', import.meta.url)",
    "const a = 'A sentence about lake.jpg'",
    "const a = './a.jpg",
  ])('leaves %s alone', (code) => {
    expect(find(code)).toEqual([])
  })

  test('decodes escapes and keeps the raw range', () => {
    const code = String.raw`import a from './a\u0301\x62\u{1f600}\'c.jpg?preset=x'`
    expect(find(code)).toMatchObject([
      { url: "./a\u0301b\u{1f600}'c.jpg?preset=x", raw: String.raw`./a\u0301\x62\u{1f600}\'c.jpg?preset=x` },
    ])
  })
})

describe('import.meta.glob', () => {
  test.each([
    ["import.meta.glob('./a/*.jpg', { query: '?preset=hero' })", './a/*.jpg?preset=hero'],
    ["import.meta.glob('./a/*.jpg', { eager: true, query: 'preset=hero' })", './a/*.jpg?preset=hero'],
    [
      "import.meta.glob<{ default: X<Y> }>('/a/*.{jpg,png}', { 'query': { preset: 'hero', width: 640 } })",
      '/a/*.{jpg,png}?preset=hero&width=640',
    ],
  ])('%s', (code, url) => {
    const { references } = discoverScript(code, 'a.ts')
    expect(references).toMatchObject([{ role: 'import', glob: true, explicit: true, url, wish: { preset: 'hero' } }])
    expect(code.slice(references[0]!.urlRange.start, references[0]!.urlRange.end)).toBe(url.split('?')[0])
  })

  test('with several patterns gives each, but not what they exclude', () => {
    const code = "import.meta.glob(['./a/*.jpg', '!./a/no.jpg', './b/*.png'], { query: '?preset=hero' }); import('./c.jpg')"
    expect(find(code).map(({ raw, explicit }) => [raw, explicit])).toEqual([
      ['./a/*.jpg', true],
      ['./b/*.png', true],
      ['./c.jpg', false],
    ])
  })

  test('without a wish asks for nothing', () => {
    expect(find("import.meta.glob('./a/*.jpg', { eager: true })")).toMatchObject([{ explicit: false }])
    expect(find("import.meta.glob('./a/*.md')")).toEqual([])
  })
})

describe('JSX and TypeScript', () => {
  test('find attributes, with their character references, and not text', () => {
    const code = `const a = <Img src="./a&amp;b.jpg" alt={'./c.jpg'}>it's "./no.jpg" here</Img>`
    expect(find(code, 'a.jsx')).toMatchObject([{ url: './a&b.jpg', raw: './a&amp;b.jpg' }, { url: './c.jpg' }])
    expect(discoverScript(code, 'a.jsx').references[0]!.escape).toBe('html-attribute')
  })

  test('survive generics that look like elements', () => {
    const code = 'const f = <T,>(x: T) => x\nimport a from \'./a.jpg?preset=hero\'\nconst b = <img src="/b.jpg" />'
    expect(find(code, 'a.tsx').map(({ raw }) => raw)).toEqual(['./a.jpg?preset=hero', '/b.jpg'])
  })

  test('keep exact ranges', () => {
    const code =
      "#!/usr/bin/env node\r\n\u{1f600}; const re = /[/'\"]/g\r\nimport a from \"./a.jpg\";const t = `${`./b.jpg`}${'./c.jpg'}`\r\nnew URL('./d.jpg?preset=x',import.meta.url)"
    const { references } = discoverScript(code, 'a.ts')
    expect(references).toHaveLength(4)
    expectExactRanges(code, references, 'range')
    expectPlaces(code, references)
  })
})

describe('components', () => {
  const vue = `<script setup lang="ts">
import a from './a.jpg?preset=hero'
const n: Array<string> = ['./b.jpg']
</script>
<template>
  <div :style="{ backgroundImage: x }"><Hero src="./c.jpg" /><img v-for="x in y" src="@/d.jpg" :alt="x" srcset="./e.jpg 1x, ./f.jpg 2x"></div>
</template>
<style scoped lang="scss">
// it's
.a { background: url("./g.jpg?preset=x") }
</style>`
  const svelte = `<script>import a from './a.jpg?preset=hero'</script>
{#if a < b}<img src={a} alt="x" /><img src="./b.jpg" style="background: url(./c.jpg)" />{/if}
<enhanced:img src="./d.jpg?w=300" /><Hero poster="./e.jpg" />`
  const astro = `---
import { Image } from 'astro:assets'
import a from './a.jpg?preset=hero'
const x = 1 < 2
---
<Image src={a} alt="./no" /><img src="/b.jpg" /><style>a { b: url(./c.jpg) }</style>`

  test.each([
    ['a.vue', vue, ['./a.jpg?preset=hero', './b.jpg', './c.jpg', '@/d.jpg', './e.jpg', './f.jpg', './g.jpg?preset=x']],
    ['a.svelte', svelte, ['./a.jpg?preset=hero', './b.jpg', './c.jpg', './d.jpg?w=300', './e.jpg']],
    ['a.astro', astro, ['./a.jpg?preset=hero', '/b.jpg', './c.jpg']],
  ])('%s: every literal path, with its exact range', (file, text, expected) => {
    const { references } = discoverComponent(text, file)
    expect(references.map(({ urlRange }) => text.slice(urlRange.start, urlRange.end))).toEqual(expected)
    expectExactRanges(text, references, 'range')
    expectPlaces(text, references)
  })

  test('in CRLF keep exact ranges', () => {
    const text = astro.replaceAll('\n', '\r\n')
    const { references } = discoverComponent(text, 'a.astro')
    expect(references).toHaveLength(3)
    expectPlaces(text, references)
  })
})
