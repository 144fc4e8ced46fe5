import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { VIEWER_NAMES } from '../../src/base/viewer-names.js'
import { presetTypes } from '../../src/config/preset-types.js'
import { configOf } from './configs.js'

const project = join(import.meta.dirname, '../..')
const types = presetTypes(
  configOf({
    presets: { hero: {}, thumb: {} },
    videoPresets: { trailer: {} },
    audioPresets: { talk: {} },
    viewers: { turntable: { extends: 'spin' } },
  }),
)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preset-types-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Lays out a site with the package installed, and returns the compiler's complaints about one module of it. */
function complaintsAbout(module: string): string[] {
  const installed = join(folder, 'node_modules/vite-plugin-renditions')
  mkdirSync(installed, { recursive: true })
  copyFileSync(join(project, 'src/client.d.ts'), join(installed, 'client.d.ts'))
  for (const name of ['types.ts', 'film-types.ts']) copyFileSync(join(project, 'src', name), join(installed, name))
  writeFileSync(join(installed, 'index.d.ts'), "export type { FilmData, RenditionData, SoundData } from './types.js'\n")
  const exports = { '.': { types: './index.d.ts' }, './client': { types: './client.d.ts' } }
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ name: 'vite-plugin-renditions', type: 'module', exports }))
  writeFileSync(join(folder, 'types.d.ts'), types)
  writeFileSync(join(folder, 'page.ts'), module)
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    types: ['vite-plugin-renditions/client'],
    skipLibCheck: false,
    lib: ['es2022'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.d.ts', 'page.ts'] }))
  try {
    execFileSync(process.execPath, [join(project, 'node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    })
    return []
  } catch (error) {
    return (error as { stdout: string }).stdout.split('\n').filter(Boolean)
  }
}

test('declares every preset and viewer once, beside the types of the package', () => {
  const patterns = [...types.matchAll(/declare module '(.*)'/g)].map(([, pattern]) => pattern)
  expect(patterns.filter((pattern) => pattern?.includes('viewer='))).toEqual(
    [...VIEWER_NAMES, 'turntable'].toSorted().flatMap((name) => [`*?viewer=${name}`, `*&viewer=${name}`]),
  )
  expect(patterns.filter((pattern) => pattern?.includes('preset='))).toEqual([
    '*?preset=hero',
    '*&preset=default',
    '*&preset=hero',
    '*&preset=panorama',
    '*&preset=social',
    '*&preset=thumb',
    '*&preset=zoom',
    '*?preset=trailer',
    '*&preset=clip',
    '*&preset=film',
    '*&preset=loop',
    '*&preset=trailer',
    '*?preset=talk',
    '*&preset=sound',
    '*&preset=talk',
  ])
})

test('an import is typed, with parameters before the preset too, also without skipLibCheck', () => {
  const module = [
    "import hero from './a.jpg?preset=hero'",
    "import thumb from './a.jpg?preset=thumb'",
    "import narrow from './a.jpg?width=640&preset=hero'",
    "import small from './a.jpg?width=64&preset=thumb'",
    'export const widths: number[] = [hero.width, thumb.width, narrow.width, small.width]',
    'export const type: string | undefined = hero.sources[0]?.type',
    "import clip from './a.mp4?preset=clip'",
    "import trailer from './a.mp4?preset=trailer'",
    "import talk from './a.mp3?preset=talk'",
    'export const lengths: number[] = [clip.duration, trailer.duration, talk.duration]',
    'export const best: string | undefined = trailer.sources[0]?.src ?? trailer.poster ?? talk.waveform',
    "import zoomed, { html } from './a.jpg?preset=hero&viewer=zoom'",
    "import { html as turned } from './a-*.jpg?viewer=turntable'",
    "import { html as plain } from './a.jpg?width=64&preset=thumb'",
    'export const texts: string[] = [html, turned, plain, zoomed.src]',
    'export const blur: string = hero.placeholder?.blur ?? hero.src',
  ]
  expect(complaintsAbout(module.join('\n'))).toEqual([])
})

test('a misspelt preset and a misused field do not compile', () => {
  const module = [
    "import hreo from './a.jpg?preset=hreo'",
    "import hero from './a.jpg?preset=hero'",
    'export const x: string = hero.width',
    'export { hreo }',
  ]
  expect(complaintsAbout(module.join('\n'))).toEqual([
    expect.stringMatching(/^page\.ts\(1,\d+\): error TS2307: Cannot find module '.\/a.jpg\?preset=hreo'/),
    expect.stringMatching(/^page\.ts\(3,\d+\): error TS2322: Type 'number' is not assignable to type 'string'/),
  ])
})

test('the text does not depend on the order of the presets', () => {
  expect(presetTypes(configOf({ presets: { b: {}, a: {} } }))).toBe(presetTypes(configOf({ presets: { a: {}, b: {} } })))
})
