import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filmSize } from '../../src/render/engines/film/film-size.js'
import { ffmpeg } from '../viewers/media-files.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renditions-films-'))
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x36:rate=5:duration=1', '-pix_fmt', 'yuv420p']
  await Promise.all([
    ffmpeg(folder, ...picture, '-c:v', 'libx264', '-preset', 'ultrafast', 'last.mp4'),
    ffmpeg(folder, ...picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-movflags', 'frag_keyframe+empty_moov', 'parts.mp4'),
    ffmpeg(folder, ...picture, '-c:v', 'libvpx', '-deadline', 'realtime', 'film.webm'),
    ffmpeg(folder, ...picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-aspect', '4:3', 'odd.mkv'),
    ffmpeg(folder, '-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac', 'sound.mp4'),
  ])
  await ffmpeg(folder, '-i', 'last.mp4', '-c', 'copy', '-metadata:s:v:0', 'rotate=90', 'turned.mp4')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const sizeOf = (name: string, format = name.slice(name.indexOf('.') + 1)): Promise<unknown> =>
  filmSize(join(folder, name), format)

describe('the size of a film', () => {
  test.each([
    ['last.mp4', { width: 64, height: 36 }],
    ['parts.mp4', { width: 64, height: 36 }],
    ['turned.mp4', { width: 36, height: 64 }],
    ['film.webm', { width: 64, height: 36 }],
    ['odd.mkv', { width: 64, height: 48 }],
    ['sound.mp4', { width: 0, height: 0 }],
  ])('is told by the header of %s', async (name, size) => {
    expect(await sizeOf(name)).toEqual(size)
  })

  test.each<[string, string, Buffer]>([
    ['an empty file', 'mp4', Buffer.alloc(0)],
    ['a box that ends before it begins', 'mp4', Buffer.from('0000000766747970', 'hex')],
    [
      'a thousand boxes without end',
      'mp4',
      Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from('0000000866726565', 'hex'))),
    ],
    ['a length of a million terabytes', 'mp4', Buffer.from('000000016d6f6f76ffffffffffffffff', 'hex')],
    ['zeros', 'webm', Buffer.alloc(4096)],
    ['an element longer than the file', 'webm', Buffer.from('1a45dfa301ffffffffffffff', 'hex')],
    ['a width of no bytes', 'webm', Buffer.from('1853806701ffffffffffffff1654ae6b88ae86e084b080ba80', 'hex')],
  ])('is unknown where there is none: %s', async (_, format, bytes) => {
    await writeFile(join(folder, 'bad'), bytes)
    expect(await sizeOf('bad', format)).toEqual({ width: 0, height: 0 })
  })
  test('is not looked for in an index of hundreds of megabytes', async () => {
    const film = await readFile(join(folder, 'last.mp4'))
    const index = film.indexOf('moov') - 4
    film.writeUInt32BE(200e6, index)
    await writeFile(join(folder, 'long.mp4'), film)
    await truncate(join(folder, 'long.mp4'), index + 200e6)
    expect(await sizeOf('long.mp4')).toEqual({ width: 0, height: 0 })
  })
})
