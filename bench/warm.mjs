#!/usr/bin/env node
/**
 * What a warm build costs per photo: builds sites of two sizes, each once cold and then several times warm, and prints
 * the growth per 1,000 photos. The pictures are small (twelve renditions each all the same), because a warm build decodes
 * nothing; their files are padded, because a build that read them again would show.
 *
 *   node bench/warm.mjs [--node FILE] [--small 8] [--large 1008] [--runs 5] [--kilobytes 200]
 */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measure } from './measure.mjs'
import { makeVariants } from './photos.mjs'
import { packOurs, scratch } from './project.mjs'
import { prepare } from './sites/renditions.mjs'

const { values } = parseArgs({
  options: {
    node: { type: 'string', default: process.execPath },
    small: { type: 'string', default: '8' },
    large: { type: 'string', default: '1008' },
    runs: { type: 'string', default: '5' },
    kilobytes: { type: 'string', default: '200' },
  },
})

await mkdir(scratch, { recursive: true })
const counts = [Number(values.small), Number(values.large)]
const photos = await makeVariants(join(scratch, 'variants'), counts[1], Number(values.kilobytes))
const tarball = await packOurs()
const results = []
for (const count of counts) results.push(await warmBuilds(count))

console.log('\n| photos | cold s | warm s (median) | warm s (each) | warm RSS MB |\n| --: | --: | --: | --- | --: |')
for (const { count, cold, seconds, median, rss } of results) {
  const each = seconds.map((value) => value.toFixed(2)).join(' ')
  console.log(`| ${count} | ${cold.toFixed(1)} | ${median.toFixed(3)} | ${each} | ${(rss / 1e6).toFixed(0)} |`)
}
const growth = ((results[1].median - results[0].median) / (counts[1] - counts[0])) * 1000
console.log(`\nGrowth: ${growth.toFixed(3)} s per 1,000 photos.`)

async function warmBuilds(count) {
  const folder = join(scratch, 'sites', `warm-${count}`)
  const site = await prepare(folder, { photos: photos.slice(0, count), widths: [60, 120, 180, 240], tarball })
  for (const path of site.leftovers) await rm(join(folder, path), { recursive: true, force: true })
  const build = () => measure(values.node, site.command, { cwd: folder })
  console.error(`${count} photos: cold build`)
  const cold = await build()
  const seconds = []
  let rss = 0
  console.error(`${count} photos: warm builds`)
  for (let run = 0; run < Number(values.runs); run++) {
    const one = await build()
    seconds.push(one.seconds)
    rss = Math.max(rss, one.rss)
  }
  return { count, cold: cold.seconds, seconds, median: [...seconds].sort((a, b) => a - b)[Math.floor(seconds.length / 2)], rss }
}
