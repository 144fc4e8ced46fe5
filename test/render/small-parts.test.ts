import { describe, expect, test } from 'vitest'
import { availableCores } from '../../src/render/cores.js'
import { jobSeconds } from '../../src/render/cost.js'
import { rectangleAround, simplestRatio } from '../../src/render/engines/sharp/crop-rectangle.js'
import { decodeReason } from '../../src/render/engines/sharp/decode-reason.js'
import { creditsOfExif, creditsOfIptc, hasGps } from '../../src/render/engines/sharp/exif.js'
import { createLanes } from '../../src/render/engines/sharp/lanes.js'
import { mediaTypeOf } from '../../src/render/engines/sharp/media-type.js'
import { phasesOf } from '../../src/render/engines/sharp/operations.js'
import { baseScale } from '../../src/render/engines/sharp/scale.js'
import { readSvgRoot } from '../../src/render/engines/sharp/svg-root.js'
import { sharpVersion } from '../../src/render/engines/sharp/version.js'
import { createProgress, durationText, progressLine } from '../../src/render/progress.js'
import { bytesText, reportText } from '../../src/render/report-text.js'
import type { Operation } from '../../src/types.js'
import { wish } from './workbench.js'

describe('cores', () => {
  const machine = (files: Record<string, string>, env = {}) => ({ read: (path: string) => files[path], parallelism: 8, env })
  test('are what the container really has', () => {
    expect(availableCores(machine({}))).toBe(8)
    expect(availableCores(machine({ '/sys/fs/cgroup/cpu.max': '200000 100000\n' }))).toBe(2)
    expect(availableCores(machine({ '/sys/fs/cgroup/cpu.max': 'max 100000\n' }))).toBe(8)
    expect(availableCores(machine({ '/sys/fs/cgroup/cpu.max': '10000 100000\n' }))).toBe(1)
    expect(availableCores(machine({ '/proc/self/cgroup': '0::/a/b\n', '/sys/fs/cgroup/a/cpu.max': '300000 100000\n' }))).toBe(3)
    expect(
      availableCores(
        machine({ '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '150000\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' }),
      ),
    ).toBe(2)
    expect(
      availableCores(
        machine({ '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' }),
      ),
    ).toBe(8)
  })
  test('are what somebody says, when somebody says a number', () => {
    expect(availableCores(machine({ '/sys/fs/cgroup/cpu.max': '100000 100000' }, { RENDITIONS_CORES: '5' }))).toBe(5)
    expect(availableCores(machine({}, { RENDITIONS_CORES: 'many' }))).toBe(8)
  })
})

describe('the report', () => {
  const facts = {
    made: 90,
    cached: 10,
    failed: 1,
    damaged: 2,
    bundled: { files: 60, bytes: 2_000_000 },
    bytesBefore: 40e6,
    bytesAfter: 13_660_000,
    slowest: [{ asset: 'media/a.jpg', seconds: 6.04 }],
    seconds: 20.4,
  }
  test('tells what was made, what it weighs and what took longest', () => {
    expect(reportText(facts)).toBe(
      [
        'renditions: 90 made, 10 from the cache (10 %) in 20.4 s; 40.0 MB of originals → 13.7 MB',
        '  60 of the files are tiles or parts of streams, 2.0 MB',
        '  1 failed',
        '  2 damaged in the cache, made again',
        '  slowest: media/a.jpg 6.0 s',
      ].join('\n'),
    )
    expect(
      reportText({
        made: 0,
        cached: 0,
        failed: 0,
        damaged: 0,
        bundled: { files: 0, bytes: 0 },
        bytesBefore: 0,
        bytesAfter: 0,
        slowest: [],
      }),
    ).toBe('')
    expect([bytesText(999), bytesText(1234), bytesText(1e6)]).toEqual(['999 B', '1 kB', '1.0 MB'])
  })
})

describe('progress', () => {
  const progress = { total: 4, made: 2, failed: 0, cached: 7, asset: 'media/a-rather-long-name-of-a-picture.jpg' }
  const shown = (isTTY: boolean, env: Record<string, string> = {}): string => {
    let text = ''
    const bar = createProgress({ write: (part) => (text += part), isTTY, columns: 60 }, env)
    bar.update({ ...progress, made: 0 })
    bar.update({ ...progress, made: 4 })
    bar.end()
    return text
  }
  test('is one plain line where there is no terminal', () => {
    for (const text of [shown(false), shown(true, { CI: 'true' }), shown(true, { TERM: 'dumb' })])
      expect(text).toBe('renditions: rendering (7 in the cache)\n')
  })
  test('is one line that is rewritten on a terminal, and gone at the end', () => {
    expect(shown(true)).toMatch(/^\r\x1b\[2K.*\r\x1b\[2K.*█{24}.*4\/4.*\r\x1b\[2K$/s)
    expect(shown(true)).not.toContain('\n')
    expect(shown(true)).toContain('\x1b[36m')
    expect(shown(true, { NO_COLOR: '1' })).not.toContain('\x1b[36m')
  })
  test('never breaks the line', () => {
    expect(progressLine(progress, 60, false).length).toBeLessThan(60)
    expect(progressLine(progress, 60, false)).toMatch(/^renditions █{12}░{12} 2\/4 ….*picture\.jpg$/)
    expect(progressLine(progress, 30, false)).not.toContain('picture')
  })
  test('says of a film how much of it is done, and how long all of them will take', () => {
    const film = { asset: 'media/clip.mp4', part: 0.437, secondsLeft: 125 }
    expect(progressLine({ ...progress, film }, 80, false)).toMatch(/2\/4 media\/clip\.mp4 43 %, 2 min left$/)
    expect(progressLine({ ...progress, film }, 60, false).length).toBeLessThan(60)
    expect([3, 59.6, 3600, 7500].map(durationText)).toEqual(['3 s', '1 min', '1 h', '2 h 5 min'])
  })
  test('survives a closed pipe', () => {
    const bar = createProgress(
      {
        write: () => {
          throw new Error('EPIPE')
        },
      },
      {},
    )
    expect(() => bar.update(progress)).not.toThrow()
  })
})

test('the version names sharp and its codecs, always in the same words', () => {
  expect(sharpVersion()).toMatch(/^sharp \d+\.\d+\.\d+, vips \d+\.\d+\.\d+, aom .*heif .*webp /)
  expect(sharpVersion()).toBe(sharpVersion())
})

describe('the scale of the pixels that are held', () => {
  const twelve = { width: 4000, height: 3000 }
  test('is the smallest that serves, and depends on one rendition alone', () => {
    expect(baseScale(wish({ width: 400, height: 300 }), twelve)).toBe(0.5)
    expect(baseScale(wish({ width: 2000, height: 1500 }), twelve)).toBe(0.5)
    expect(baseScale(wish({ width: 2001, height: 1501 }), twelve)).toBeCloseTo(Math.SQRT1_2)
    expect(baseScale(wish({ width: 4000, height: 3000 }), twelve)).toBe(1)
    expect(baseScale(wish({ width: 100, height: 75 }), { width: 800, height: 600 })).toBe(1)
    expect(baseScale(wish({ kind: 'placeholder', width: 100, height: 75 }), twelve)).toBe(0.5)
    expect(baseScale(wish({ width: 1500, height: 3000, fit: 'inside' }), twelve)).toBe(0.5)
    expect(baseScale(wish({ width: 400, height: 3000, fit: 'outside' }), twelve)).toBe(1)
  })
})

test('the simplest ratio is the same for all widths of a preset', () => {
  for (const [width, height] of [
    [1920, 1080],
    [1280, 720],
    [640, 360],
    [333, 187],
  ] as const)
    expect(simplestRatio({ width, height })).toBe(16 / 9)
  expect(simplestRatio({ width: 300, height: 300 })).toBe(1)
  expect(simplestRatio({ width: 1, height: 16_000 })).toBeLessThan(0.001)
})

test('a rectangle stays inside the picture, wherever its centre', () => {
  expect(rectangleAround({ width: 400, height: 300 }, 1, { x: 0.5, y: 0.5 })).toEqual({
    left: 50,
    top: 0,
    width: 300,
    height: 300,
  })
  expect(rectangleAround({ width: 400, height: 300 }, 1, { x: 1, y: 0 })).toEqual({ left: 100, top: 0, width: 300, height: 300 })
  expect(rectangleAround({ width: 400, height: 300 }, 4, { x: 0, y: 1 })).toEqual({ left: 0, top: 200, width: 400, height: 100 })
})

test('operations are cut where the picture is cropped and resized, their order kept', () => {
  const list: Operation[] = [
    { name: 'flip' },
    { name: 'rotate', angle: 90 },
    { name: 'tint', colour: 'red' },
    { name: 'blur', sigma: 1 },
    { name: 'grayscale' },
  ]
  const names = Object.values(phasesOf(list)).map((phase: readonly Operation[]) => phase.map(({ name }) => name))
  expect(names).toEqual([['flip', 'rotate'], ['tint'], ['blur', 'grayscale']])
})

describe('a reason', () => {
  test('carries no path', () => {
    expect(decodeReason(new Error('Input file is missing: /home/me/site/a.jpg'))).toBe('Input file is missing: …')
    expect(decodeReason(new Error('C:\\Users\\me\\a.jpg: bad'))).not.toContain('Users')
    expect(decodeReason(new Error('VipsJpeg: premature end of JPEG image\nVipsJpeg: more'))).toBe(
      'VipsJpeg: premature end of JPEG image',
    )
  })
})

describe('readers of foreign bytes', () => {
  const noise = (seed: number, length: number): Buffer =>
    Buffer.from(Array.from({ length }, (_, index) => ((index + 1) * seed * 2654435761) >>> 24))
  test('never throw, whatever they get', () => {
    for (let seed = 1; seed < 400; seed++) {
      const bytes = noise(seed, seed % 97)
      for (const start of ['', 'II*\0\x08\0\0\0', 'MM\0*\0\0\0\x08', 'Exif\0\0II*\0\x08\0\0\0\xff\xff']) {
        const block = Buffer.concat([Buffer.from(start, 'latin1'), bytes])
        expect(() => [
          creditsOfExif(block),
          hasGps(block),
          creditsOfIptc(block),
          mediaTypeOf(block),
          readSvgRoot(block),
        ]).not.toThrow()
      }
    }
  })
  test('read IPTC by-line and copyright', () => {
    const set = (dataset: number, text: string) =>
      Buffer.concat([Buffer.from([0x1c, 2, dataset, 0, text.length]), Buffer.from(text)])
    expect(creditsOfIptc(Buffer.concat([set(80, 'Ines'), set(116, 'Agency')]))).toEqual({ artist: 'Ines', copyright: 'Agency' })
  })
})

test('lanes run so many at a time, and more when told', async () => {
  const lanes = createLanes(1)
  let now = 0
  let most = 0
  const work = () =>
    lanes.run(async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      now--
    })
  await Promise.all([work(), work()])
  expect(most).toBe(1)
  lanes.widen(3)
  await Promise.all([work(), work(), work(), work()])
  expect(most).toBe(3)
  await expect(lanes.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x')
  await work()
})

test('a job costs what its outputs cost, AVIF most', () => {
  const cost = (format: string, effort: number) =>
    jobSeconds({
      pixels: 0,
      renditions: [
        { key: '', asset: '', digest: '', extension: '', stem: '', recipe: wish({ format, effort, width: 1000, height: 1000 }) },
      ],
    })
  expect(cost('avif', 3)).toBeGreaterThan(cost('webp', 4))
  expect(cost('avif', 4)).toBeGreaterThan(cost('avif', 3) * 3)
})
