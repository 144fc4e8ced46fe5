import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** The public surface, by entry. A change here is a change for every user: say so in CHANGELOG.md. */
const surface = {
  'vite-plugin-renditions': ['RenditionsError', 'default', 'defineRenditions', 'renditions'],
  'vite-plugin-renditions/remark': ['publishRenditions', 'remarkRenditions'],
  'vite-plugin-renditions/react': ['Media'],
  'vite-plugin-renditions/vue': ['Media'],
  'vite-plugin-renditions/viewers/zoom': ['RenditionZoom'],
}

// Each entry is imported by Node itself, through the package's `exports`. Node has no DOM, so this also shows that a
// viewer may be imported on a server.
test.each(Object.entries(surface))('%s exports what is listed, and nothing else', async (entry, names) => {
  const module = await inNode(`import * as module from '${entry}'; console.log(JSON.stringify(Object.keys(module).sort()))`)
  expect(JSON.parse(module)).toEqual(names)
})

test('the default export is the plugin', async () => {
  expect(await inNode(`import main, { renditions } from 'vite-plugin-renditions'; console.log(main === renditions)`)).toBe(
    'true\n',
  )
})

test('importing the plugin does not load sharp', async () => {
  const loaded = await inNode(`
    import 'vite-plugin-renditions'
    console.log(JSON.stringify(process.report.getReport().sharedObjects.filter((file) => /sharp|libvips/.test(file))))`)
  expect(JSON.parse(loaded)).toEqual([])
})

async function inNode(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(import.meta.dirname, '..'),
  })
  return stdout
}
