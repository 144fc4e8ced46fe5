import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { BUDGETS, ELEMENT_NAMES, figuresIn, measureViewers, readmeFile, type PageBytes } from '../../bench/measure-viewers.js'
import type { ElementName } from '../../src/types.js'
import { distFile } from '../../src/wiring.js'

const folder = distFile('viewers')
let sizes: Map<ElementName, PageBytes>
beforeAll(async () => {
  sizes = await measureViewers(folder)
}, 120_000)

function of(viewer: ElementName): PageBytes {
  return sizes.get(viewer)!
}

/** What the slides of a set open in. */
const opensIn: Readonly<Partial<Record<ElementName, ElementName>>> = { gallery: 'zoom', mixed: 'zoom' }

describe.each(ELEMENT_NAMES)('a page with %s', (viewer) => {
  test('stays within its budget, at first and later', () => {
    expect(of(viewer).script).toBeGreaterThan(0)
    expect(of(viewer).script).toBeLessThanOrEqual(BUDGETS[viewer].script * 1000)
    expect(of(viewer).later).toBeLessThanOrEqual(BUDGETS[viewer].later * 1000)
  })

  test('loads nothing but what its viewer imports', async () => {
    const own = await importsOf(join(folder, `${viewer}.js`))
    expect(of(viewer).modules.filter((module) => !own.has(module))).toEqual([])
    const others = ELEMENT_NAMES.filter((name) => name !== viewer && !(opensIn[viewer] === name))
    expect(others.filter((other) => own.has(join(folder, `${other}.js`)))).toEqual([])
  })
})

test.each(['carousel', 'gallery', 'spin', 'compare'] as const)(
  'a page with %s alone loads less than 12 kB of script in all',
  (viewer) => {
    expect(of(viewer).script).toBeLessThan(12_000)
    // What a gallery fetches later is another viewer, for who comes near a picture.
    expect(viewer === 'gallery' ? 0 : of(viewer).later).toBe(0)
  },
)

test('the README says these sizes; `node bench/viewer-bytes.mjs --write` puts them there', async () => {
  const said = figuresIn(await readmeFile(join(import.meta.dirname, '../..')).read())
  expect([...said.keys()]).toEqual([...ELEMENT_NAMES])
  for (const viewer of ELEMENT_NAMES) {
    const { script, later, style } = of(viewer)
    const wrong = [script, later, style].map((bytes, at) => Math.abs(said.get(viewer)![at]! - bytes / 1000) > tolerance(bytes))
    expect(wrong, viewer).toEqual([false, false, false])
  }
})

/** In kB: 3 %, and what is lost by saying tenths. */
function tolerance(bytes: number): number {
  return Math.max(0.051, (bytes / 1000) * 0.03)
}

/** A built module and all it imports, at first and later. */
async function importsOf(module: string): Promise<Set<string>> {
  const found = new Set([module])
  // A set that grows is walked to its end; comments of libraries name files that are not there.
  for (const file of found) {
    const code = await readFile(file, 'utf8').catch(() => '')
    for (const [, name = ''] of code.matchAll(/(?:from |import ?\(?)"(\.\/[^"]+\.js)"/g)) found.add(resolve(dirname(file), name))
    // What the site installs itself.
    for (const [, name = ''] of code.matchAll(/import\("(@[^"]+\.js)"\)/g)) found.add(fileURLToPath(import.meta.resolve(name)))
  }
  return found
}
