#!/usr/bin/env node
/**
 * Side by side with peers, at their defaults, on the same photos: 400/800/1200/1600 px × AVIF + WebP + JPEG.
 * Prints Markdown. One tool at a time; nothing else should run.
 *
 *   node bench/run.mjs [--photos FOLDER] [--node FILE] [--runs 1] [--count 8] [--only NAME,NAME]
 *
 * --photos  folder of JPEG, PNG or WebP photos; without it 8 photo-like JPEGs of 12–20 megapixels are made
 * --node    a Node ≥ 22.12 for all tools (some peers need it); without it this Node, or one from the registry
 * --runs    cold and warm builds per tool; the table shows medians
 * --count   take the first so many photos
 * --only    parts of the tools' names
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { measure } from './measure.mjs'
import { makePhotos } from './photos.mjs'
import { nodeFor, packOurs, picturesIn, scratch, versionOf } from './project.mjs'
import * as astro from './sites/astro.mjs'
import * as eleventy from './sites/eleventy-img.mjs'
import * as renditions from './sites/renditions.mjs'
import * as imagetools from './sites/vite-imagetools.mjs'

const widths = [400, 800, 1200, 1600]
const { values: options } = parseArgs({
  options: {
    photos: { type: 'string' },
    node: { type: 'string' },
    runs: { type: 'string', default: '1' },
    count: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})

await mkdir(scratch, { recursive: true })
const node = await nodeFor(options.node)
const photos = await photosFor(options.photos, options.count ? Number(options.count) : undefined)
const wanted = options.only.split(',')
const tools = [renditions, imagetools, eleventy, astro].filter((tool) => wanted.some((part) => tool.name.includes(part)))
const tarball = tools.includes(renditions) ? await packOurs() : ''

const rows = []
for (const tool of tools) rows.push(await benchmark(tool))
print(rows)

async function benchmark(tool) {
  const folder = join(scratch, 'sites', tool.name.replace('/', '-'))
  console.error(`${tool.name}: installing`)
  const site = await tool.prepare(folder, { photos, widths, tarball })
  const build = () => measure(node, site.command, { cwd: folder, env: site.env })
  const cold = []
  const warm = []
  for (let run = 1; run <= Number(options.runs); run++) {
    for (const path of site.leftovers) await rm(join(folder, path), { recursive: true, force: true })
    console.error(`${tool.name}: cold build ${run}`)
    cold.push(await build())
    console.error(`${tool.name}: warm builds ${run}`)
    for (let again = 0; again < 3; again++) warm.push(await build())
  }
  const version = await versionOf(folder, tool.name)
  return { name: `${tool.name} ${version}`, ours: tool === renditions, cold, warm, out: await picturesIn(site.output) }
}

async function photosFor(folder, count) {
  if (folder === undefined) return makePhotos(join(scratch, 'photos'), count ?? 8)
  const names = (await readdir(folder)).filter((name) => ['.jpg', '.jpeg', '.png', '.webp'].includes(extname(name).toLowerCase()))
  if (names.length === 0) throw new Error(`No JPEG, PNG or WebP photos in ${folder}.`)
  return names
    .sort()
    .slice(0, count)
    .map((name) => resolve(folder, name))
}

function print(measured) {
  const results = measured.map((tool) => ({
    ...tool,
    values: [
      median(tool.cold, 'seconds'),
      median(tool.cold, 'rss') / 1e6,
      median(tool.cold, 'pss') / 1e6,
      tool.out.files,
      tool.out.bytes / 1e6,
      median(tool.warm, 'seconds'),
      median(tool.warm, 'rss') / 1e6,
    ],
  }))
  const digits = [1, 0, 0, 0, 2, 2, 0]
  const line = (name, values, places) => console.log(`| ${name} | ${values.map((v, i) => v.toFixed(places[i])).join(' | ')} |`)
  console.log(
    `\n${photos.length} photos, ${widths.join('/')} px × avif + webp + jpeg; ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
  )
  console.log('\n| tool | cold s | peak RSS MB | peak PSS MB | pictures | MB out | warm s | warm RSS MB |')
  console.log('| --- | --: | --: | --: | --: | --: | --: | --: |')
  for (const { name, values } of results) line(name, values, digits)
  const ours = results.find((tool) => tool.ours)
  const peers = results.filter((tool) => !tool.ours)
  if (!ours || peers.length === 0) return
  const best = ours.values.map((_, index) => Math.min(...peers.map((peer) => peer.values[index])))
  line(
    'ours ÷ least of the peers',
    ours.values.map((value, index) => value / best[index]),
    digits.map(() => 2),
  )
}

function median(measurements, field) {
  const sorted = measurements.map((one) => one[field]).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}
