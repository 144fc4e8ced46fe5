import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { remux } from '../../src/render/engines/film/remux.js'
import { temporaryFolders } from '../publish/temporary-folder.js'
import { bars, fast, makeFilm, tone } from './films.js'

const fresh = temporaryFolders()
let folder: string
let number = 0

beforeAll(async () => {
  folder = await fresh()
  const told = '-metadata location=+52.5200+013.4050/ -metadata title=Secret -metadata creation_time=2020-02-03T04:05:06Z'
  await makeFilm(folder, `${bars()} ${tone} ${fast} -c:a aac ${told} late.mov`)
  await makeFilm(folder, '-i late.mov -c copy -map_metadata 0 late.mp4')
  await makeFilm(folder, '-i late.mp4 -c copy -map_metadata 0 -movflags +faststart early.mp4')
  await makeFilm(folder, '-i late.mp4 -c copy -map_metadata 0 -movflags +frag_keyframe+empty_moov fragments.mp4')
})

async function remuxed(name: string): Promise<Buffer | undefined> {
  const to = join(folder, `out-${number++}`)
  const made = await remux(join(folder, name), to)
  if (!made) return undefined
  const bytes = await readFile(to)
  expect(made).toEqual({ bytes: bytes.length, digest: createHash('sha256').update(bytes).digest('hex') })
  return bytes
}

/** Checksums of every packet and its times, as ffmpeg reads them. */
async function packetsOf(bytes: Buffer, map = '0'): Promise<string> {
  const file = join(folder, `packets-${number++}.mp4`)
  await writeFile(file, bytes)
  const { stdout, stderr } = await promisify(execFile)('ffmpeg', [
    '-v',
    'error',
    '-i',
    file,
    '-map',
    map,
    '-c',
    'copy',
    '-f',
    'framemd5',
    '-',
  ])
  expect(stderr).toBe('')
  return stdout.replace(/^#.*\n/gm, '')
}

describe('a film that is published as it is', () => {
  test.each(['late.mp4', 'late.mov', 'early.mp4', 'fragments.mp4'])(
    'has the same frames, and tells nothing of people and places: %s',
    async (name) => {
      const before = await readFile(join(folder, name))
      const after = await remuxed(name)
      expect(after?.length).toBe(before.length)
      expect(await packetsOf(after ?? Buffer.alloc(0))).toBe(await packetsOf(before))
      const told = (bytes: Buffer | undefined): string[] => bytes?.toString('latin1').match(/52\.5200|Secret|udta/g) ?? []
      expect(told(before)).toContain(name.endsWith('.mov') ? '52.5200' : 'Secret')
      expect(told(after)).toEqual([])
      // 2020-02-03T04:05:06Z in seconds since 1904.
      const date = (0x7c25b080 + 1580702706).toString(16)
      expect(before.toString('hex').includes(date)).toBe(true)
      expect(after?.toString('hex').includes(date)).toBe(false)
    },
  )

  test('has nothing of what a camera wrote beside it, neither the track nor its bytes, and all else', async () => {
    await writeFile(
      join(folder, 'place.srt'),
      Array.from({ length: 40 }, (_, at) => `${at + 1}\n00:00:00,${at}0 --> 00:00:00,${at}5\nN52.5200 ${at}\n`).join('\n'),
    )
    await makeFilm(folder, '-i late.mp4 -i place.srt -map 0 -map 1 -c copy -c:s mov_text camera.mp4')
    const film = await readFile(join(folder, 'camera.mp4'))
    // As GoPro writes it; ffmpeg alone writes no track of this kind.
    for (const [name, other] of [
      ['tx3g', 'gpmd'],
      ['sbtl', 'meta'],
    ] as const)
      film.write(other, film.indexOf(name), 'latin1')
    await writeFile(join(folder, 'camera.mp4'), film)
    const after = (await remuxed('camera.mp4')) ?? film
    const told = (bytes: Buffer): number => bytes.toString('latin1').match(/N52\.5200|gpmd/g)?.length ?? 0
    expect([told(film) > 30, told(after), after.length]).toEqual([true, 0, film.length])
    expect(await packetsOf(after)).toBe(await packetsOf(await readFile(join(folder, 'late.mp4'))))
  })

  test.each(['tagged.mkv', 'tagged.webm'])('has nothing of its tags, title, date and attachments: %s', async (name) => {
    const codecs = name.endsWith('webm') ? '-c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus' : '-c copy'
    const attached = name.endsWith('mkv') ? '-attach cover.jpg -metadata:s:t mimetype=application/octet-stream' : ''
    await writeFile(join(folder, 'cover.jpg'), 'N52.5200'.repeat(40))
    await makeFilm(
      folder,
      `-i late.mp4 ${attached} ${codecs} -metadata location=+52.5200 -metadata title=Secret -metadata creation_time=2020-02-03T04:05:06Z ${name}`,
    )
    const before = await readFile(join(folder, name))
    const after = (await remuxed(name)) ?? before
    const told = (bytes: Buffer): boolean[] =>
      ['52.5200', 'Secret', '\x44\x61\x88'].map((word) => bytes.includes(word, 0, 'latin1'))
    expect([told(before), told(after), after.length]).toEqual([[true, true, true], [false, false, false], before.length])
    const pictures = await packetsOf(after, '0:v')
    expect(pictures).toBe(await packetsOf(before, '0:v'))
    expect(pictures.split('\n').length).toBeGreaterThan(10)
  })

  test('has its index in front', async () => {
    const after = await remuxed('late.mp4')
    expect(after?.indexOf('moov')).toBeLessThan(after?.indexOf('mdat') ?? 0)
    expect((await readFile(join(folder, 'late.mp4'))).indexOf('moov')).toBeGreaterThan(1000)
  })

  test('has its index moved without a word of what lies behind', async () => {
    const bytes = await readFile(join(folder, 'late.mp4'))
    bytes.writeUInt32BE(0xfffffff0, bytes.indexOf('stco') + 12)
    await writeFile(join(folder, 'far.mp4'), bytes)
    const after = (await remuxed('far.mp4')) ?? bytes
    expect(after.readUInt32BE(after.indexOf('stco') + 12)).toBe(0xfffffff0)
  })

  test('whose boxes are empty is written all the same', async () => {
    const boxOf = (type: string, ...parts: Buffer[]): Buffer => {
      const content = Buffer.concat(parts)
      const head = Buffer.alloc(8)
      head.writeUInt32BE(content.length + 8)
      head.write(type, 4, 'latin1')
      return Buffer.concat([head, content])
    }
    const table = boxOf('trak', boxOf('mdia', boxOf('minf', boxOf('stbl', boxOf('stco')))))
    const film = Buffer.concat([boxOf('mdat', Buffer.alloc(4)), boxOf('moov', boxOf('udta'), table, boxOf('mvhd'))])
    await writeFile(join(folder, 'empty.mp4'), film)
    const after = await remuxed('empty.mp4')
    expect([after?.length, after?.indexOf('moov'), after?.includes('udta')]).toEqual([film.length, 4, false])
  })

  test.each([
    ['is no MP4', Buffer.from('\x1aE\xdf\xa3 not one')],
    ['is cut off', undefined],
    ['is a box without end', Buffer.from('0000000166747970ffffffffffffffff', 'hex')],
    ['has no index', Buffer.from('00000010667479706d703432000000000000000866726565', 'hex')],
    ['has an index of nothing', Buffer.from('000000086d6f6f7600000008', 'hex')],
  ])('is left alone when it %s', async (_, bytes) => {
    await writeFile(join(folder, 'odd.mp4'), bytes ?? (await readFile(join(folder, 'late.mp4'))).subarray(0, -100))
    expect(await remuxed('odd.mp4')).toBeUndefined()
  })
})
