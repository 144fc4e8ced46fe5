import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RenderJob } from '../../src/ports.js'
import { createArtifactCache } from '../../src/render/cache/artifact-cache.js'
import { planBase } from '../../src/render/engines/sharp/base.js'
import type { Header } from '../../src/render/engines/sharp/header.js'
import { createSharpEngine } from '../../src/render/engines/sharp/pool.js'
import { builtChild } from './built-child.js'
import { childrenOf, highWater, isRunning, until } from './processes.js'
import { limits, openWorkbench, photo, quarters, renditionOf, wish, type Workbench } from './workbench.js'

const children = (): number[] => childrenOf(process.pid)
let big: Buffer

beforeAll(async () => {
  await builtChild()
  big = await (await photo(1800, 1350)).jpeg({ quality: 85 }).toBuffer()
}, 60_000)

/** Half a kilobyte that takes half a minute to draw. */
function hostileSvg(): Buffer {
  const groups = Array.from({ length: 6 }, (_, index) => `<g id="a${index + 1}">${`<use href="#a${index}"/>`.repeat(8)}</g>`)
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100"><defs><circle id="a0" r="20" stroke="red" stroke-dasharray="1"/>${groups.join('')}</defs><use href="#a6"/></svg>`,
  )
}

async function jobFor(
  bench: Workbench,
  name: string,
  bytes: Buffer,
  recipes = [wish({ format: 'avif', width: 1600, height: 1200, effort: 4 })],
): Promise<RenderJob> {
  const file = await bench.file(name, bytes)
  const { digest, probe } = await bench.engine.probe(name, file)
  const renditions = recipes.map((recipe, index) => renditionOf(`${name}-${index}`, name, digest, recipe))
  return { asset: name, file, digest, pixels: probe.width * probe.height, renditions }
}

describe('a child that', () => {
  let bench: Workbench
  beforeAll(async () => {
    bench = await openWorkbench({ seconds: 1 }, 2)
  })
  afterAll(() => bench.close())

  test('is killed by somebody else costs nothing: its job runs again', async () => {
    const job = await jobFor(bench, 'killed.jpg', big, [
      wish({ format: 'webp', width: 400, height: 300 }),
      wish({ format: 'avif', width: 1600, height: 1200, effort: 2 }),
    ])
    const made: string[] = []
    let victim: number | undefined
    await bench.engine.render(job, ({ key }) => {
      made.push(key)
      // The one at work has needed the most memory.
      victim ??= children().toSorted((a, b) => highWater(b) - highWater(a))[0]
      if (made.length === 1 && victim !== undefined) process.kill(victim, 'SIGKILL')
    })
    expect(made.toSorted()).toEqual(['killed.jpg-0', 'killed.jpg-1'])
    expect(victim !== undefined && isRunning(victim)).toBe(false)
    expect(victim).toBeDefined()
  })

  test('hangs is killed at its deadline, named, and stops nobody else', async () => {
    const hostile = await jobFor(bench, 'hostile.svg', hostileSvg(), [wish({ width: 400, height: 400 })])
    const good = await jobFor(bench, 'good.png', await (await quarters()).png().toBuffer(), [wish({ width: 32, height: 24 })])
    const begun = performance.now()
    const bad = bench.engine.render(hostile, () => {})
    const made: string[] = []
    await Promise.all([
      expect(bad).rejects.toMatchObject({ code: 'render-timeout', message: expect.stringContaining('"hostile.svg"') }),
      bench.engine.render(good, ({ key }) => made.push(key)),
    ])
    expect(performance.now() - begun).toBeLessThan(5000)
    expect(made).toEqual(['good.png-0'])
    await bench.engine.render(
      { ...good, renditions: [renditionOf('after', 'good.png', good.digest, wish({ width: 16, height: 12 }))] },
      ({ key }) => made.push(key),
    )
    expect(made).toContain('after')
  })
})

test('a child that takes too much memory is ended, and the file named', async () => {
  const bench = await openWorkbench({ memory: 150e6 }, 1)
  try {
    const interlaced = await sharp({ create: { width: 8000, height: 6000, channels: 3, background: '#123456' } })
      .png({ progressive: true, compressionLevel: 1 })
      .toBuffer()
    const job = await jobFor(bench, 'greedy.png', interlaced, [wish({ width: 800, height: 600 })])
    await expect(bench.engine.render(job, () => {})).rejects.toMatchObject({
      code: 'render-memory',
      message: expect.stringContaining('over 150 MB'),
    })
    const [small] = await bench.render(await (await quarters()).png().toBuffer(), [wish({ width: 8, height: 6 })])
    expect(small?.artifact.width).toBe(8)
  } finally {
    await bench.close()
  }
})

test('a probe never waits for an encode, and its extra child goes again', async () => {
  const bench = await openWorkbench({}, 1)
  try {
    const job = await jobFor(bench, 'long.jpg', big, [wish({ format: 'avif', width: 1600, height: 1200, effort: 5 })])
    let over = false
    const rendering = bench.engine.render(job, () => {}).finally(() => (over = true))
    await until(() => children().some((id) => highWater(id) > 90e6))
    const file = await bench.file('quick.png', await (await quarters()).png().toBuffer())
    await bench.engine.probe('quick.png', file)
    expect(over).toBe(false)
    expect(children()).toHaveLength(2)
    expect(await until(() => children().length === 1, 4000)).toBe(true)
    expect(over).toBe(false)
    await Promise.all([bench.engine.close(), rendering.catch(() => {})])
  } finally {
    await bench.close()
  }
})

test('a job of more than half of all pixels allowed in flight runs alone, with no idle child beside it', async () => {
  const bench = await openWorkbench({ pixels: 3e6 }, 2)
  try {
    const jobs = await Promise.all(
      ['a.jpg', 'b.jpg'].map((name) => jobFor(bench, name, big, [wish({ format: 'avif', width: 900, height: 675, effort: 3 })])),
    )
    let most = 0
    const timer = setInterval(() => (most = Math.max(most, children().filter((id) => highWater(id) > 90e6).length)), 20)
    let running = 2
    const rendering = Promise.all(jobs.map((job) => bench.engine.render(job, () => {}).then(() => running--)))
    await sleep(200)
    await until(() => children().length === 1, 2000)
    expect(children()).toHaveLength(1)
    expect(running).toBeGreaterThan(0)
    await rendering
    clearInterval(timer)
    expect(most).toBe(1)
  } finally {
    await bench.close()
  }
})

test('a child is replaced after 200 tasks', async () => {
  const bench = await openWorkbench({}, 1)
  try {
    const file = await bench.file('small.png', await (await quarters()).png().toBuffer())
    await bench.engine.probe('small.png', file)
    const [first] = children()
    for (let task = 0; task < 205; task++) await bench.engine.probe('small.png', file)
    expect(children()).toHaveLength(1)
    expect(children()[0]).not.toBe(first)
  } finally {
    await bench.close()
  }
})

test('closing ends every child at once, also in the middle of work', async () => {
  const bench = await openWorkbench({}, 2)
  const job = await jobFor(bench, 'cut.jpg', big, [wish({ format: 'avif', width: 1600, height: 1200, effort: 9 })])
  const rendering = bench.engine.render(job, () => {})
  await until(() => children().some((id) => highWater(id) > 90e6))
  await Promise.all([expect(rendering).rejects.toMatchObject({ code: 'render-crashed' }), bench.engine.close()])
  expect(children()).toEqual([])
  await expect(bench.engine.probe('cut.jpg', job.file)).rejects.toMatchObject({ code: 'render-crashed' })
  await bench.close()
})

test('a parent that is killed leaves no child, and has never loaded sharp itself', async () => {
  const bench = await openWorkbench({}, 1)
  const job = await jobFor(bench, 'orphan.jpg', big, [wish({ format: 'avif', width: 1600, height: 1200, effort: 9 })])
  await bench.engine.close()
  const entry = await builtChild()
  const code = `
    import { readFileSync } from 'node:fs'
    const { createSharpEngine } = await import(${JSON.stringify(new URL('pool.js', entry).href)})
    const limits = ${JSON.stringify({ pixels: 1e8, side: 32768, frames: 300, bytes: 64e6, svgBytes: 1e7, seconds: 10, memory: 7e8 })}
    const engine = createSharpEngine({ childEntry: new URL(${JSON.stringify(entry.href)}), cores: 1, limits, cache: { temporary: () => ${JSON.stringify(`${bench.folder}/x`)}, adopt: async (key, file, artifact) => artifact } })
    console.log(engine.version.startsWith('sharp ') && !readFileSync('/proc/self/maps', 'utf8').includes('libvips') ? 'clean' : 'loaded')
    await engine.render(${JSON.stringify(job)}, () => {})
  `
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [said] = (await once(parent.stdout, 'data')) as [Buffer]
    expect(said.toString().trim()).toBe('clean')
    const busy = (): number[] => childrenOf(parent.pid ?? 0).filter((id) => highWater(id) > 90e6)
    expect(await until(() => busy().length === 1, 10_000)).toBe(true)
    const [child = 0] = busy()
    parent.kill('SIGKILL')
    expect(await until(() => !isRunning(child), 2000)).toBe(true)
  } finally {
    parent.kill('SIGKILL')
    await bench.close()
  }
})

test('all widths of a usual preset come from one decode', () => {
  const header: Header = {
    format: 'jpeg',
    width: 4032,
    height: 3024,
    turned: false,
    pages: 1,
    hasAlpha: false,
    palette: false,
    space: 'srgb',
    gainMap: false,
  }
  const plans = [320, 640, 960, 1280, 1920].map((width) => planBase(wish({ width, height: (width * 3) / 4 }), header))
  expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBe(1)
  // And the pixels that are held are a quarter of the source's.
  expect(plans[0]?.scale).toBe(0.5)
})

/** Runs work with a file system of 512 kB; false when this machine does not let us mount one. */
async function onSmallDisk(folder: string, work: () => Promise<void>): Promise<boolean> {
  await mkdir(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return false
  }
  try {
    await work()
  } finally {
    execFileSync('umount', [folder])
  }
  return true
}

test('a full disk is told as that, with what fitted kept', async () => {
  const bench = await openWorkbench({}, 1)
  try {
    const disk = join(bench.folder, 'disk')
    const job = await jobFor(bench, 'full.jpg', big, [
      wish({ format: 'webp', width: 160, height: 120 }),
      wish({ width: 1600, height: 1200 }),
    ])
    const done = await onSmallDisk(disk, async () => {
      const cache = createArtifactCache({ folder: join(disk, 'cache'), maxBytes: 1e9 })
      const engine = createSharpEngine({ childEntry: await builtChild(), cores: 1, limits, cache })
      const made: string[] = []
      await expect(engine.render(job, ({ key }) => made.push(key))).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining('"full.jpg"'),
      })
      expect(made).toEqual(['full.jpg-0'])
      await writeFile(join(disk, 'filler'), Buffer.alloc(400_000)).catch(() => {})
      await Promise.all([engine.close(), cache.close()])
    })
    expect(done, 'This test has to mount a small disk and so needs root.').toBe(true)
  } finally {
    await bench.close()
  }
})
