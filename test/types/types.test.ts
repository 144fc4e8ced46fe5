import { execFile } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { photo, tempSite, type TempSite } from '../site/temp-site.js'
import { viteFolder, viteMajors } from '../vite/vite-folder.js'

const root = join(import.meta.dirname, '../..')

let site: TempSite
beforeAll(async () => {
  site = await tempSite({
    'index.html': '<!doctype html><title>x</title><img src="/a.jpg?preset=hero" alt="A">',
    'a.jpg': await photo(120, 80),
  })
  await site.build({ presets: { hero: { widths: [60], formats: ['fallback'] } } })
  await mkdir(join(site.root, 'node_modules'))
  await symlink(root, join(site.root, 'node_modules/vite-plugin-renditions'), 'junction')
})
afterAll(() => site?.dispose())

/** Messages of the compiler about one file of the site, which has the package (as built) installed. */
async function compile(text: string, vite = join(root, 'node_modules/vite'), skipLibCheck = false): Promise<string> {
  await site.write({
    'src/file.ts': text,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'es2022',
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['es2022', 'dom', 'dom.iterable'],
        types: ['node'],
        typeRoots: [join(root, 'node_modules/@types')],
        skipLibCheck,
        paths: {
          vite: [join(vite, 'dist/node/index.d.ts')],
          unified: [join(root, 'node_modules/unified/index.d.ts')],
          'remark-parse': [join(root, 'node_modules/remark-parse/index.d.ts')],
        },
      },
      files: ['src/file.ts', '.renditions/types.d.ts'],
    }),
  })
  const tsc = join(root, 'node_modules/.bin/tsc')
  return promisify(execFile)(tsc, ['-p', 'tsconfig.json', '--pretty', 'false'], { cwd: site.root }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  )
}

const config = `
import { defineConfig } from 'vite'
import renditions, { defineRenditions } from 'vite-plugin-renditions'
const options = defineRenditions({ presets: { hero: { widths: [640] } }, defaultPreset: 'hero' })
export const one = defineConfig({ plugins: [renditions()] })
export const two = defineConfig({ plugins: [renditions(options)] })
export default defineConfig(({ command }) => ({
  plugins: [
    renditions({
      assets: ['media', 'photos'],
      presets: {
        hero: { widths: [640, 1280], ratio: '16:9', crop: 'focal', sizes: '100vw', priority: command === 'build' },
        thumb: { width: 320, height: 320, fit: 'cover' },
        round: { extends: 'hero', formats: ['avif', 'fallback'], quality: { avif: 40 } },
      },
      profiles: { 'media/press/**': { preset: 'thumb', viewer: 'zoom' }, 'media/**': { preset: 'social' } },
      pages: { include: 'content/**/*.md', layout: 'layout.html' },
    }),
  ],
}))`

describe.each(await viteMajors())('a config for Vite %s', (major) => {
  test('needs no casts', { timeout: 180_000 }, async () => {
    // Declarations of other packages are not what is tested here; Vite's refer to tools that are not installed.
    expect(await compile(config, await viteFolder(major), true)).toBe('')
  })
})

test('knows presets, and says which one is misspelt in profiles, extends and defaultPreset', async () => {
  const wrong = async (options: string): Promise<string> =>
    compile(`import renditions from 'vite-plugin-renditions'\nrenditions(${options})`, undefined, true)
  expect(await wrong(`{ presets: { hero: {} }, profiles: { '**': { preset: 'nope' } } }`)).toContain('"nope"')
  expect(await wrong(`{ profiles: { '**': { preset: 'nope' } } }`)).toContain('"nope"')
  expect(await wrong(`{ presets: { hero: {} }, defaultPreset: 'hreo' }`)).toContain('"hreo"')
  expect(await wrong(`{ presets: { hero: {}, other: { extends: 'hreo' } } }`)).toContain('"hreo"')
  expect(await wrong(`{ presets: { hero: { withs: [1] } } }`)).toContain('withs')
  expect(await wrong(`{ presets: { hero: {} }, defaultPreset: false, profiles: { '**': { preset: 'thumb' } } }`)).toBe('')
}, 60_000)

test('types the data of an import by its preset, with other parameters before it', async () => {
  const accepted = `
    import hero from '../a.jpg?preset=hero'
    import wide from '../a.jpg?width=640&preset=hero'
    import thumb from '../a.jpg?preset=thumb'
    export const text: string = hero.srcset + wide.src + thumb.sizes
    export const types: string[] = hero.sources.map(({ type }) => type)
    export const colour: string | undefined = hero.placeholder?.color
    // @ts-expect-error: a number
    export const wrong: string = hero.width`
  expect(await compile(accepted, undefined, true)).toBe('')
  expect(await compile(`import hero from '../a.jpg?preset=hreo'\nexport default hero`, undefined, true)).toMatch(
    /TS2307.*preset=hreo/,
  )
}, 60_000)

test('fits into a unified pipeline', async () => {
  const pipeline = `
    import { unified } from 'unified'
    import remarkParse from 'remark-parse'
    import { publishRenditions, remarkRenditions } from 'vite-plugin-renditions/remark'
    unified().use(remarkParse).use(remarkRenditions)
    unified().use(remarkParse).use(remarkRenditions, { root: '.', outDir: 'public', presets: { hero: { widths: [640] } } })
    export const warnings: string[] = await publishRenditions('.')
    // @ts-expect-error: no such option
    unified().use(remarkParse).use(remarkRenditions, { rot: '.' })`
  expect(await compile(pipeline, undefined, true)).toBe('')
}, 60_000)

test('brings declarations that hold without skipLibCheck', async () => {
  const all = `import 'vite-plugin-renditions'\nimport 'vite-plugin-renditions/remark'\nimport hero from '../a.jpg?preset=hero'\nexport default hero`
  const ours = (await compile(all))
    .split('\n')
    .filter((line) => /^(?:src|\.renditions|.*\/dist\/(?!node\/))[^(]*\.ts\(/.test(line) && !line.includes('node_modules'))
  expect(ours).toEqual([])
}, 60_000)
