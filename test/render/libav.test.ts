import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FilmRecipe } from '../../src/film-types.js'
import { inputOf } from '../../src/render/engines/ffmpeg/input.js'
import { runFfmpeg } from '../../src/render/engines/ffmpeg/run.js'
import { temporaryFolders } from '../publish/temporary-folder.js'
import { framesOf, openCuttingRoom, probe, rung, sound, treeDigest, type CuttingRoom } from './cutting-room.js'
import { bars, fast, guard, makeFilm, openFfmpeg, tone, withPackage } from './films.js'
import { limits } from './workbench.js'

const fresh = temporaryFolders()
let folder: string
let film: string
let byPackage: CuttingRoom
let byFfmpeg: CuttingRoom

beforeAll(async () => {
  folder = await fresh()
  await makeFilm(folder, `${bars('64x48', 2)} ${tone} ${fast} -vf setsar=2 -bf 2 -c:a aac upright.mp4`)
  film = await makeFilm(folder, '-i upright.mp4 -c copy -metadata:s:v:0 rotate=90 phone.mp4')
  byPackage = await openCuttingRoom(1, undefined, withPackage)
  byFfmpeg = await openCuttingRoom(1)
})
afterAll(async () => {
  await byPackage.close()
  await byFfmpeg.close()
})

async function recipes(): Promise<FilmRecipe[]> {
  const { facts } = await byFfmpeg.engine.facts('film', film)
  const [frames, duration] = [framesOf(facts), facts.duration]
  const rungs = [
    { ...rung, width: 48, height: 128 },
    { ...rung, width: 24, height: 64 },
  ]
  const shared = { frames, keySeconds: 1, duration }
  return [
    { kind: 'stream', rungs, sounds: [sound], segmentSeconds: 1, dash: true, ...shared },
    { kind: 'film', rung: { ...rung, width: 48, height: 128 }, sound, ...shared },
    { kind: 'sound', sound: { ...sound, codec: 'mp3', loudness: -20 }, duration },
    { kind: 'storyboard', every: 1, width: 24, height: 64, columns: 2, rows: 1, duration },
    { kind: 'waveform', source: 0, bars: 10, duration },
  ]
}

const STREAMS = '-count_frames -show_entries stream=codec_name,width,height,nb_read_frames,avg_frame_rate,sample_rate,channels'

describe('the package that encodes where there is no ffmpeg', () => {
  test('tells of a film what ffmpeg does, and makes all that ffmpeg makes of it', async () => {
    expect(await byPackage.engine.facts('film', film)).toEqual(await byFfmpeg.engine.facts('film', film))
    const wanted = await recipes()
    const [own, other] = [await byPackage.make(film, wanted), await byFfmpeg.make(film, wanted)]
    const [stream = '', whole = '', alone = '', board = '', wave = ''] = own
    const [otherStream = '', otherWhole = '', otherAlone = '', otherBoard = ''] = other
    for (const [one, two] of [
      [stream, otherStream],
      [board, otherBoard],
    ] as const)
      expect((await readdir(one, { recursive: true })).toSorted()).toEqual((await readdir(two, { recursive: true })).toSorted())
    for (const [one, two] of [
      [whole, otherWhole],
      [join(board, 'sprite-1.jpg'), join(otherBoard, 'sprite-1.jpg')],
    ] as const)
      expect(await probe(one, STREAMS)).toEqual(await probe(two, STREAMS))
    const seconds = async (file: string): Promise<number> =>
      Number((await probe(file, '-show_entries format=duration')).format.duration)
    expect(Math.abs((await seconds(alone)) - (await seconds(otherAlone)))).toBeLessThan(0.05)
    // Versions of FFmpeg differ in how long the last packet of a sound is.
    const roughly = (playlist: string): string => playlist.replace(/(#EXTINF:\d+\.\d)\d+/g, '$1')
    const playlists = (await readdir(stream, { recursive: true })).filter((name) => name.endsWith('index.m3u8'))
    expect(playlists).toHaveLength(3)
    for (const name of playlists)
      expect(roughly(await readFile(join(stream, name), 'utf8'))).toBe(roughly(await readFile(join(otherStream, name), 'utf8')))
    expect(await readFile(join(board, 'storyboard.vtt'), 'utf8')).toBe(await readFile(join(otherBoard, 'storyboard.vtt'), 'utf8'))
    expect((await readFile(wave, 'utf8')).match(/M\d+ /g)).toHaveLength(10)
    // Another engine gives other bytes, and the same engine the same.
    const again = await openCuttingRoom(1, undefined, withPackage)
    const repeated = await Promise.all((await again.make(film, wanted.slice(1, 2))).map(treeDigest))
    await again.close()
    expect(repeated).toEqual([await treeDigest(whole)])
    expect(repeated).not.toEqual([await treeDigest(otherWhole)])
  }, 120_000)

  test('opens no file that a film names, says what is wrong, and ends when it is told to', async () => {
    const ffmpeg = openFfmpeg(folder, withPackage)
    const tools = { ffmpeg: (await ffmpeg.tools())?.ffmpeg ?? ([''] as const), guard }
    const run = { asset: 'clip.mp4', folder, seconds: 60, memory: 1e9, outputBytes: Infinity }
    const list = join(folder, 'list.mp4')
    await writeFile(list, `ffconcat version 1.0\nfile '${film}'\n`)
    const opened = runFfmpeg(
      tools,
      [...inputOf({ file: list, format: 'mp4' }, limits), '-map', '0:V:0', '-c', 'copy', '-f', 'null', '-'],
      {
        ...run,
        file: list,
      },
    )
    await expect(opened).rejects.toThrow(/ffmpeg failed on "clip\.mp4": .*opening it/s)
    const stop = new AbortController()
    const long = [
      ...inputOf({ file: film, format: 'mp4' }, limits),
      '-filter_complex',
      '[0:V:0]loop=loop=-1:size=50,format=yuv420p[v0]',
    ]
    const endless = runFfmpeg(tools, [...long, '-map', '[v0]', '-c:v', 'libx264', '-f', 'mp4', 'endless.mp4'], {
      ...run,
      file: film,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    await expect(endless).rejects.toThrow(/stopped/)
    await ffmpeg.close()
  }, 120_000)
})
