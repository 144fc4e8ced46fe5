import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { VIEWER_NAMES } from '../src/base/viewer-names.js'
import { builtInPresets, defaultGrace, defaultLimits, defaultPreset } from '../src/config/defaults.js'
import { cacheTable, limitsTable, optionTable } from '../src/config/option-table.js'
import type { ViewerName } from '../src/types.js'
import { viewerOptions } from '../src/config/viewer-options.js'
import { audioFields, videoFields } from '../src/config/video-fields.js'
import { presetFieldNames } from '../src/config/preset-fields.js'
import { sidecarFieldNames } from '../src/config/sidecar-fields.js'

const root = join(import.meta.dirname, '..')
const readme = await readFile(join(root, 'README.md'), 'utf8')
const map = await readFile(join(root, 'src/README.md'), 'utf8')

/** Rows of the first table whose first column has this head, as lists of the cells' texts. */
function rowsOf(text: string, head: string): string[][] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function codesIn(text: string): string[] {
  return Array.from(text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g), ([, code = '']) => code)
}

describe('the README', () => {
  test('has every field of a preset in its table, and no other', () => {
    const fields = rowsOf(readme, 'field').flatMap(([names = '']) => codesIn(names))
    expect(fields.toSorted()).toEqual(['extends', ...presetFieldNames].toSorted())
  })

  test('has every field of video and audio presets in its tables, and no other', () => {
    const fieldsIn = (head: string): string[] => rowsOf(readme, head).flatMap(([names = '']) => codesIn(names))
    expect(fieldsIn('in a video preset').toSorted()).toEqual(['extends', ...Object.keys(videoFields)].toSorted())
    expect(fieldsIn('in an audio preset').toSorted()).toEqual(['extends', ...Object.keys(audioFields)].toSorted())
  })

  test('says the defaults of a preset as they are', () => {
    const preset = defaultPreset('build')
    const said = Object.fromEntries(rowsOf(readme, 'field').map(([names = '', , value = '']) => [codesIn(names)[0], value]))
    const { avif, webp, jpeg } = preset.quality
    expect(said).toMatchObject({
      widths: `\`[${preset.widths.join(', ')}]\``,
      formats: `\`[${preset.formats.map((format) => `'${format}'`).join(', ')}]\``,
      quality: `avif ${avif}, webp ${webp}, jpeg ${jpeg}, png lossless`,
      effort: `avif ${preset.effort.avif} (${defaultPreset('serve').effort.avif} in dev), webp ${preset.effort.webp}`,
      fit: `\`${preset.fit}\``,
      crop: `\`${preset.crop as string}\``,
      sizes: `${preset.loading}, ${preset.decoding}`,
      placeholder: `\`${preset.placeholder}\``,
      metadata: `\`${preset.metadata}\``,
      icc: `\`${preset.icc}\``,
      stable: `\`${preset.stable}\``,
    })
  })

  test('has every option, built-in preset, viewer and field of a sidecar', () => {
    for (const name of Object.keys(optionTable)) expect(readme).toMatch(new RegExp(`\`${name}\`|\\b${name}: `))
    for (const name of ['default', ...Object.keys(builtInPresets)]) expect(readme).toContain(`\`${name}\``)
    for (const name of VIEWER_NAMES) expect(readme).toContain(`\n| \`${name}\` | `)
    for (const name of sidecarFieldNames) expect(readme).toMatch(new RegExp(`^${name}: |\`${name}(?:: true)?\``, 'm'))
  })

  test('has a line of Markdown for each viewer, and every option it knows', () => {
    const lines = rowsOf(readme, 'viewer | in a Markdown page').map(([name = '', line = '']) => [
      codesIn(name)[0],
      codesIn(line).length,
    ])
    expect(lines).toEqual(VIEWER_NAMES.map((name) => [name, 1]))
    const options = rowsOf(readme, 'viewer | options (default)').flatMap(([names = '', text = '']) =>
      codesIn(names).map((name) => [name, text] as const),
    )
    expect(options.map(([name]) => name).toSorted()).toEqual([...VIEWER_NAMES].toSorted())
    for (const [name, text] of options) {
      for (const option of Object.keys(viewerOptions[name as ViewerName])) expect(codesIn(text)).toContain(option)
    }
  })

  test('says limits and grace as they are', () => {
    const options = Object.fromEntries(
      rowsOf(readme, 'option').map(([names = '', text = '', value = '']) => [codesIn(names)[0], `${text} ${value}`]),
    )
    const megabyte = 2 ** 20
    const { pixels, side, frames, bytes, seconds, memory, tiledPixels, tiledBytes, tileFiles, tileBytes } = defaultLimits
    const { filmSeconds, filmBytes, filmPixels, filmMemory } = defaultLimits
    const values: Record<keyof typeof limitsTable, number> = {
      megapixels: pixels / 1e6,
      side,
      frames,
      megabytes: bytes / megabyte,
      tiledMegapixels: tiledPixels / 1e6,
      tiledMegabytes: tiledBytes / megabyte,
      tileFiles,
      tileMegabytes: tileBytes / megabyte,
      seconds,
      memory: memory / megabyte,
      filmSeconds,
      filmMegabytes: filmBytes / megabyte,
      filmMegapixels: filmPixels / 1e6,
      filmMemory: filmMemory / megabyte,
    }
    for (const [name, value] of Object.entries(values)) expect(options['limits']).toContain(`\`${name}\` ${value}`)
    for (const name of Object.keys(cacheTable)) expect(options['cache']).toContain(`\`${name}\``)
    expect(readme).toContain(`grace: { days: ${defaultGrace.days}, builds: ${defaultGrace.builds} }`)
  })

  test('lists every command', async () => {
    const files = await readdir(join(root, 'src/cli/commands'))
    for (const name of files.map((file) => file.replace(/\.ts$/, '')))
      expect(readme).toMatch(new RegExp(`^renditions ${name}\\b`, 'm'))
  })
})

describe('the map', () => {
  test('leads to files and folders that are there', () => {
    const lines = map.split('\n').map((line) => codesIn(line).filter((code) => /^[\w-]+\/[\w./-]*$|^[\w-]+\.ts$/.test(code)))
    expect(lines.flat().length).toBeGreaterThan(40)
    // Within a line a path may be one in the folder that the line is about.
    const missing = lines.flatMap((paths) =>
      paths.filter((path) => !['src', '.', `src/${paths[0]}`].some((folder) => existsSync(join(root, folder, path)))),
    )
    expect(missing).toEqual([])
  })

  test('has every folder of the sources', async () => {
    const folders = (await readdir(join(root, 'src'), { withFileTypes: true })).filter((entry) => entry.isDirectory())
    for (const { name } of folders) expect(map).toContain(`\`${name}/\``)
  })
})
