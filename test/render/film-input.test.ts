import { readFileSync } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RenditionsError } from '../../src/errors.js'
import type { Ffmpeg } from '../../src/render/engines/ffmpeg/ffmpeg.js'
import { inputOf } from '../../src/render/engines/ffmpeg/input.js'
import { runFfmpeg } from '../../src/render/engines/ffmpeg/run.js'
import { temporaryFolders } from '../publish/temporary-folder.js'
import { bars, fast, guard, makeFilm, openFfmpeg, tone } from './films.js'
import { limits } from './workbench.js'

const fresh = temporaryFolders()
let folder: string
let ffmpeg: Ffmpeg
let server: Server
let asked: string[]

beforeAll(async () => {
  folder = await fresh()
  ffmpeg = openFfmpeg(folder)
  await makeFilm(folder, `${bars()} ${fast} base.mp4`)
  await makeFilm(folder, `${bars('64x48')} -vf setsar=16/11 ${fast} shaped-flat.mp4`)
  asked = []
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})

afterAll(async () => {
  await ffmpeg.close()
  await new Promise((done) => server.close(done))
})

async function factsOf(parameters: string): ReturnType<Ffmpeg['facts']> {
  const file = await makeFilm(folder, parameters)
  return ffmpeg.facts('media/film', file)
}

/** Code and message of what a file is refused with. */
async function refusalOf(file: string, of: Pick<Ffmpeg, 'facts'> = ffmpeg): Promise<string> {
  const error: unknown = await of.facts('media/film', file).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RenditionsError)
  const { code, message } = error as RenditionsError
  expect(message).not.toContain(folder)
  return `${code}: ${message}`
}

const hdr = (transfer: string): string =>
  `${bars('96x54', 1, 24)} -pix_fmt yuv420p10le -c:v libx265 -preset ultrafast -x265-params log-level=none:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`

describe('what is told of a film', () => {
  test.each([
    [
      'upright with sound',
      `${bars()} ${tone} ${fast} -metadata:s:a:0 language=ger -metadata:s:a:0 "title=Zum  Film" plain.mkv`,
      {
        width: 64,
        height: 36,
        video: { codec: 'h264', frameRate: [25, 1], matrix: 'bt601', transfer: 'sdr', interlaced: false, hasAlpha: false },
        audio: [{ codec: 'vorbis', channels: 1, sampleRate: 44_100, lang: 'de', title: 'Zum  Film', default: true }],
      },
    ],
    ['turned by a phone', `-i base.mp4 -c copy -metadata:s:v:0 rotate=90 turned.mov`, { width: 36, height: 64, audio: [] }],
    [
      'turned, with pixels that are not square',
      `-i shaped-flat.mp4 -c copy -metadata:s:v:0 rotate=270 shaped.mp4`,
      { width: 48, height: 93 },
    ],
    ['with pixels higher than wide', `${bars('64x48')} -vf setsar=1/2 ${fast} high.mp4`, { width: 64, height: 96 }],
    [
      'of odd sizes and with alpha',
      `${bars()} -vf scale=63:35 -c:v png -pix_fmt rgba odd.mov`,
      { width: 63, height: 35, video: { codec: 'png', hasAlpha: true } },
    ],
    [
      'of American television',
      `${bars('64x36', 1, 30)} -r 30000/1001 ${fast} ntsc.mp4`,
      { video: { frameRate: [30_000, 1001] } },
    ],
    [
      'of frames that come as they like',
      `${bars('64x36', 2, 30)} -vf "select='not(mod(n,3))+lt(n,20)'" -vsync vfr ${fast} vfr.mp4`,
      { video: { frameRate: [17_069, 1000] } },
    ],
    ['of fields', `${bars()} ${fast} -flags +ilme+ildct -top 1 fields.mp4`, { video: { interlaced: true } }],
    ['in HDR10', `${hdr('smpte2084')} hdr.mp4`, { width: 96, video: { codec: 'hevc', transfer: 'pq', matrix: 'bt2020' } }],
    ['in HLG', `${hdr('arib-std-b67')} -tag:v hvc1 hlg.mov`, { video: { transfer: 'hlg' } }],
    [
      'with many sounds',
      `${bars()} ${tone} ${tone} ${fast} -map 0 -map 1 -map 2 -ac:a:0 6 -c:a aac -metadata:s:a:1 language=pt-BR -disposition:a:0 0 -disposition:a:1 default sounds.mkv`,
      {
        audio: [
          { codec: 'aac', channels: 6, sampleRate: 44_100 },
          { codec: 'aac', channels: 1, sampleRate: 44_100, lang: 'pt-BR', default: true },
        ],
      },
    ],
    [
      'that is a sound with a cover',
      `${tone} -f lavfi -i color=red:s=64x64:d=1 -map 0 -map 1 -frames:v 1 -c:a aac -c:v mjpeg -disposition:v attached_pic cover.m4a`,
      { width: 0, height: 0, video: undefined, audio: [{ codec: 'aac', default: true }] },
    ],
    [
      'whose length nobody wrote down',
      `${bars('64x36', 2)} -c:v libvpx -deadline realtime -cpu-used 8 -f webm -live 1 live.webm`,
      { video: { codec: 'vp8', frameRate: [25, 1] } },
    ],
    ['of a gif', `${bars('64x36', 1, 10)} moving.gif`, { width: 64, height: 36, video: { codec: 'gif' } }],
  ] as const)('%s', async (_, parameters, expected) => {
    const { width, height, video, ...others } = { width: undefined, height: undefined, video: {}, ...expected } as Record<
      string,
      unknown
    >
    const found = await factsOf(parameters)
    if (width !== undefined) expect(found).toMatchObject({ width })
    if (height !== undefined) expect(found).toMatchObject({ height })
    if (video) expect(found.facts.video).toMatchObject(video)
    else expect(found.facts.video).toBeUndefined()
    expect(found.facts).toMatchObject(others)
    expect(found.facts.duration).toBeGreaterThan(0.9)
    expect(found.facts.duration).toBeLessThan(2.2)
  })
})

describe('a file that is no honest film', () => {
  const playlist = (target: string): string => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`

  test('is not followed to other files and hosts, whatever it is called', async () => {
    const { port } = server.address() as AddressInfo
    const secret = join(folder, 'base.mp4')
    const written: Record<string, string> = {
      'http.mp4': playlist(`http://127.0.0.1:${port}/a.ts`),
      'file.mp4': playlist(`file://${secret}`),
      'subfile.mp4': playlist(`subfile,,start,0,end,99,,:${secret}`),
      'list.mp4': `ffconcat version 1.0\nfile ${secret}\n`,
      'master.mp4': `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nhttp://127.0.0.1:${port}/b.m3u8\n`,
      'dash.mp4': `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>http://127.0.0.1:${port}/</BaseURL></MPD>`,
      'sdp.mp4': `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${port} RTP/AVP 96\n`,
    }
    const tools = await ffmpeg.tools()
    const tries = Object.entries(written).map(async ([name, text]) => {
      const file = join(folder, name)
      await writeFile(file, text)
      expect(await refusalOf(file)).toMatch(/^film-damaged: /)
      // Also where the first bytes were those of a film when somebody looked.
      const opened = runFfmpeg(
        { ffmpeg: tools?.ffmpeg ?? [''], guard },
        [...inputOf({ file, format: 'mp4' }, limits), '-f', 'null', '-'],
        {
          asset: name,
          file,
          folder,
          seconds: 20,
          memory: 5e8,
          outputBytes: 1e6,
        },
      )
      await expect(opened).rejects.toMatchObject({ code: 'encoder-failed' })
    })
    await Promise.all(tries)
    expect(asked).toEqual([])
  })

  test('does not lead to another file by a reference in its header', async () => {
    const { port } = server.address() as AddressInfo
    const whole = readFileSync(await makeFilm(folder, '-i base.mp4 -c copy inside.mov'))
    // `dref` with one entry "url " that says where the data are, instead of "they are here".
    const at = whole.indexOf('dref')
    const url = Buffer.from(`http://127.0.0.1:${port}/data.mov\0`, 'latin1')
    const outside = Buffer.from(whole)
    outside.writeUInt32BE(0, at + 20)
    url.copy(outside, at + 24, 0, 1)
    const file = join(folder, 'outside.mov')
    await writeFile(file, outside)
    await ffmpeg.facts('media/outside.mov', file).catch(() => undefined)
    expect(asked).toEqual([])
  })

  test.each([
    ['is empty', async () => Buffer.alloc(0), /first bytes/],
    ['ends in the middle of its index', async () => (await whole()).subarray(0, 2000), /moov atom not found|ends after/],
    ['is cut off behind its index', async () => (await whole('-movflags +faststart')).subarray(0, -1500), /ends after/],
    [
      'is cut off in Matroska',
      async () => readFileSync(await makeFilm(folder, '-i base.mp4 -c copy whole.mkv')).subarray(0, -1500),
      /ends after/,
    ],
    [
      'is cut off in AVI',
      async () => readFileSync(await makeFilm(folder, '-i base.mp4 -c copy whole.avi')).subarray(0, -1500),
      /ends after/,
    ],
    [
      'is cut off in Ogg',
      async () => readFileSync(await makeFilm(folder, '-i base.mp4 -c:v libtheora whole.ogv')).subarray(0, -1500),
      /ends after/,
    ],
    [
      'is encrypted',
      async () => whole(`-encryption_scheme cenc-aes-ctr -encryption_key ${'0f'.repeat(16)} -encryption_kid ${'a7'.repeat(16)}`),
      /it is encrypted/,
    ],
    ['has noise for an index', async () => noise(await whole(), 'moov'), /film-damaged|asset-too-large/],
    ['has no track that can be decoded', async () => renamed(await whole(), 'avc1', 'zzzz'), /neither pictures nor sound/],
  ])('says so when it %s', async (_, bytes, said) => {
    const file = join(folder, `odd-${Math.abs(said.source.length)}-${_.length}.mp4`)
    await writeFile(file, await bytes())
    expect(await refusalOf(file)).toMatch(said)
  })

  test('with a hundred tracks and more is refused, and one with a name like an option or a pattern is not', async () => {
    const maps = Array.from({ length: 120 }, () => '-map 0').join(' ')
    const many = await makeFilm(folder, `-f lavfi -i sine=d=0.1 ${maps} -c:a pcm_s16le many.mov`)
    expect(await refusalOf(many)).toMatch(/film-damaged: .*[Nn]umber of streams/)
    const odd = join(folder, "-i %d 'a' [b];c#d?.mp4")
    await copyFile(join(folder, 'base.mp4'), odd)
    expect(await ffmpeg.facts('media/film', odd)).toMatchObject({ width: 64, height: 36 })
  })

  test('that was cut out of a longer one and kept its times is as long as what is left', async () => {
    const file = await makeFilm(folder, '-i base.mp4 -c copy -output_ts_offset 60 part.mkv')
    const { facts } = await ffmpeg.facts('media/part.mkv', file)
    expect(facts.duration).toBeCloseTo((await ffmpeg.facts('media/base.mp4', join(folder, 'base.mp4'))).facts.duration, 0)
  })

  test('is refused above the limits of length and size', async () => {
    const file = await makeFilm(folder, `${bars('64x36', 2)} ${fast} long.mp4`)
    const strict = openFfmpeg(folder, { limits: { ...limits, filmSeconds: 1 } })
    expect(await refusalOf(file, strict)).toMatch(/asset-too-large: .*over the limit of 1 seconds: 2 seconds/)
    const small = openFfmpeg(folder, { limits: { ...limits, filmPixels: 1000 } })
    expect(await refusalOf(file, small)).toMatch(/asset-too-large: .*64 × 36/)
  })

  test('that claims to be huge or endless takes neither memory nor time', async () => {
    const bytes = readFileSync(await makeFilm(folder, `${bars()} -c:v rawvideo -pix_fmt rgb24 raw.mov`))
    // In the sample description (ISO 14496-12 §12.1.3).
    const huge = Buffer.from(bytes)
    huge.writeUInt32BE(0x27102710, huge.indexOf('raw ', huge.indexOf('stsd')) + 28)
    await writeFile(join(folder, 'huge.mov'), huge)
    expect(await refusalOf(join(folder, 'huge.mov'))).toMatch(/asset-too-large: .*10000 × 10000/)
    // What the header of the whole says counts for nothing where its tracks know better.
    const boasting = Buffer.from(bytes)
    boasting.writeUInt32BE(0x7fffffff, boasting.indexOf('mvhd') + 20)
    await writeFile(join(folder, 'boasting.mov'), boasting)
    expect(await ffmpeg.facts('media/film', join(folder, 'boasting.mov'))).toMatchObject({ facts: { duration: 1 } })
    const endless = readFileSync(await makeFilm(folder, '-i base.mp4 -c copy told.mkv'))
    // The element Duration (RFC 9559 §5.1.2.10), a number of 64 bits.
    endless.writeDoubleBE(1e12, endless.indexOf('448988', 0, 'hex') + 3)
    await writeFile(join(folder, 'endless.mkv'), endless)
    expect(await refusalOf(join(folder, 'endless.mkv'))).toMatch(/asset-too-large: .*over the limit of 3600 seconds/)
  })
})

async function whole(more = ''): Promise<Buffer> {
  return readFile(await makeFilm(folder, `-i base.mp4 -c copy ${more} whole.mp4`))
}

function noise(bytes: Buffer, box: string): Buffer {
  const at = bytes.indexOf(box) + 4
  for (let offset = at; offset < bytes.length; offset++) bytes[offset] = (offset * 7919) % 251
  return bytes
}

function renamed(bytes: Buffer, from: string, to: string): Buffer {
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from)) bytes.write(to, at, 'latin1')
  for (let at = bytes.indexOf('avcC'); at >= 0; at = bytes.indexOf('avcC')) bytes.write('zzzz', at, 'latin1')
  return bytes
}
