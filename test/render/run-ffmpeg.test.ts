import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RenditionsError } from '../../src/errors.js'
import { readProgress } from '../../src/render/engines/ffmpeg/progress.js'
import { runFfmpeg, type FfmpegResult, type FfmpegRun } from '../../src/render/engines/ffmpeg/run.js'
import { withoutPaths } from '../../src/render/engines/ffmpeg/without-paths.js'
import { temporaryFolders } from '../publish/temporary-folder.js'
import type { Command } from '../../src/render/engines/ffmpeg/search.js'
import { guard, openFfmpeg } from './films.js'

const fresh = temporaryFolders()
let folder: string
let ffmpeg: Command

beforeAll(async () => {
  folder = await fresh()
  ffmpeg = (await openFfmpeg(folder).tools())?.ffmpeg ?? ['']
})

/** Runs ffmpeg on what it makes up itself; parameters as words. */
async function run(parameters: string, more: Partial<FfmpegRun> = {}): Promise<FfmpegResult> {
  const base = { asset: 'media/a.mp4', file: join(folder, 'a.mp4'), folder, seconds: 30, memory: 1e9, outputBytes: 1e8 }
  return runFfmpeg({ ffmpeg, guard }, parameters.split(' '), { ...base, ...more })
}

const ENDLESS = '-re -f lavfi -i testsrc2=s=64x36:r=25'

describe('a run of ffmpeg', () => {
  test('tells how far it is, and what came of it', async () => {
    const told: number[] = []
    const result = await run('-f lavfi -i testsrc2=s=64x36:r=10:d=3 -c:v libx264 -preset ultrafast done.mp4', {
      onProgress: (seconds) => told.push(seconds),
    })
    expect(result).toMatchObject({ frames: 30, complaints: '' })
    expect(result.seconds).toBeGreaterThan(2.5)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBe(result.seconds)
  })

  test('gives what it writes instead, where that is wanted', async () => {
    const chunks: Buffer[] = []
    await run('-f lavfi -i color=red:s=16x16:d=1 -frames:v 1 -f rawvideo -pix_fmt rgb24 pipe:1', {
      onOutput: (chunk) => chunks.push(chunk),
    })
    expect(Buffer.concat(chunks)).toHaveLength(16 * 16 * 3)
  })

  test('is stopped when it takes too long, writes too much, holds too much, or is not wanted any more', async () => {
    const controller = new AbortController()
    // Each in a folder of its own: all that comes there is counted.
    const [slowly, fatly, hungrily, alone] = await Promise.all([fresh(), fresh(), fresh(), fresh()])
    const slow = run(`${ENDLESS} -f null -`, { folder: slowly, seconds: 1 })
    const fat = run('-f lavfi -i nullsrc=s=1920x1080:r=25 -c:v rawvideo -f rawvideo fat.raw', {
      folder: fatly,
      outputBytes: 5e6,
    })
    const hungry = run('-f lavfi -i nullsrc=s=4096x4096:d=9,loop=loop=-1:size=500 -f null -', {
      folder: hungrily,
      memory: 2e8,
    })
    const unwanted = run(`${ENDLESS} -f null -`, {
      folder: alone,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    const codes = [slow, fat, hungry, unwanted].map((one) => one.catch((error: RenditionsError) => error.code))
    expect(await Promise.all(codes)).toEqual(['film-timeout', 'film-output', 'film-memory', 'film-stopped'])
  })

  test('that fails says why, without the paths of this machine, and never writes over a file', async () => {
    await writeFile(join(folder, 'a.mp4'), 'no film at all')
    const failed = await run(`-i file:${join(folder, 'a.mp4')} -f null -`).catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'encoder-failed', message: expect.stringContaining('media/a.mp4: Invalid data') })
    expect(String(failed)).not.toContain(folder)
    await expect(run('-f lavfi -i color=d=1 a.mp4')).rejects.toMatchObject({ code: 'encoder-failed' })
  })
})

test('ffmpeg writes no report and goes through no proxy, whatever the environment says', async () => {
  const place = await fresh()
  await mkdir(join(place, 'in'))
  process.env['FFREPORT'] = `file=${join(place, 'report.log')}`
  try {
    await run('-f lavfi -i color=s=16x16:d=0.1 -f null -', { folder: join(place, 'in') })
  } finally {
    delete process.env['FFREPORT']
  }
  expect(existsSync(join(place, 'report.log'))).toBe(false)
})

test('progress is read however its lines are cut, and never goes back', () => {
  const told: number[] = []
  const progress = readProgress((seconds) => told.push(seconds))
  const text =
    'frame=1\nout_time_us=-9223372036854775807\nframe=25\nout_time_us=N/A\nout_time_us=1000000\nout_time_us=900000\nprogress=continue\nframe=  50\nout_time_us=2000000\nprogress=end\n'
  for (let at = 0; at < text.length; at += 7) progress.add(Buffer.from(text.slice(at, at + 7)))
  expect(told).toEqual([1, 2])
  expect(progress.last()).toEqual({ seconds: 2, frames: 50 })
})

test.each([
  ['[mov,mp4 @ 0x55d0c7] moov atom not found', '[mov,mp4] moov atom not found'],
  ['file:/home/me/site/media/a b.mp4: Invalid data', 'media/a b.mp4: Invalid data'],
  ['/home/me/site/media/a b.mp4: Invalid data', 'media/a b.mp4: Invalid data'],
  ['Could not open /home/me/.renditions/work/seg-1.m4s', 'Could not open seg-1.m4s'],
  ['Error in /usr/lib/x86_64/libfoo.so.1 at 30000/1001 fps', 'Error in libfoo.so.1 at 30000/1001 fps'],
  [String.raw`C:\Users\me\a.mp4: Permission denied`, 'a.mp4: Permission denied'],
])('messages name no path of the machine: %s', (said, shown) => {
  const film = { asset: 'media/a b.mp4', file: '/home/me/site/media/a b.mp4', folder: '/home/me/.renditions/work' }
  expect(withoutPaths(said, film)).toBe(shown)
})
