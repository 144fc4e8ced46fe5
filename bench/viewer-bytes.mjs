#!/usr/bin/env node
/**
 * What each viewer weighs on a page, after gzip, from the built package (`npm run build`): prints the README's table, or
 * puts it there.
 *
 *   node bench/viewer-bytes.mjs [--write]
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
const { module } = await runnerImport(join(import.meta.dirname, 'measure-viewers.ts'), { configFile: false, logLevel: 'error' })
const sizes = await module.measureViewers(join(root, 'dist/viewers'))
console.log(module.tableOf(sizes))
if (values.write) {
  const readme = module.readmeFile(root)
  await writeFile(readme.path, module.withTable(await readme.read(), sizes))
}
