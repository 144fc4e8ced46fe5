import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { FfmpegOptions } from '../../src/render/engines/ffmpeg/ffmpeg.js'
import { temporaryFolders } from '../publish/temporary-folder.js'
import { openFfmpeg, withPackage } from './films.js'

const fresh = temporaryFolders()

/** What a program that stands for ffmpeg says. */
const ENCODERS =
  ' V....D libx264  H.264\n V..... libx265  HEVC\n V..... libaom-av1  AV1\n A....D aac  AAC\n A..... libopus  Opus\n'
const MUXERS = '  E hls  Apple\n  E mp4  MP4\n'
const FILTERS = ' ... zscale  V->V  Size\n .S. tonemap  V->V  HDR\n'

interface Fake {
  version?: string
  libavutil?: string
  encoders?: string
  filters?: string
  /** Exit code when it encodes. */
  trial?: number
}

/** A program that answers as ffmpeg does, and notes in `asked` that it was asked; and one that is ffprobe. */
async function fakeFfmpeg(
  folder: string,
  { version = '7.1', libavutil = '59. 39.100', encoders = ENCODERS, filters = FILTERS, trial = 0 }: Fake = {},
): Promise<string> {
  const file = join(folder, 'bin/ffmpeg')
  await mkdir(dirname(file), { recursive: true })
  const script = `#!/bin/sh
echo "$*" >> '${folder}/asked'
case "$*" in
  *-version*) printf 'ffmpeg version ${version} Copyright\\nlibavutil      ${libavutil} / ${libavutil}\\n' ;;
  *-encoders*) printf '${encoders.replaceAll('\n', '\\n')}' ;;
  *-muxers*) printf '${MUXERS.replaceAll('\n', '\\n')}' ;;
  *-filters*) printf '${filters.replaceAll('\n', '\\n')}' ;;
  *) printf 'x264 - core 165 r3222 b35605a'; exit ${trial} ;;
esac
`
  await writeFile(file, script)
  await writeFile(join(folder, 'bin/ffprobe'), '#!/bin/sh\n')
  await Promise.all([chmod(file, 0o755), chmod(join(folder, 'bin/ffprobe'), 0o755)])
  return file
}

async function timesAsked(folder: string): Promise<number> {
  return (await readFile(join(folder, 'asked'), 'utf8').catch(() => '')).split('\n').filter(Boolean).length
}

function envOf(path: string, more: NodeJS.ProcessEnv = {}): Pick<FfmpegOptions, 'env'> {
  return { env: { PATH: path, ...more } }
}

test('the ffmpeg of Debian, Homebrew and others is found on PATH, and says what it can do', async () => {
  const ffmpeg = openFfmpeg(await fresh())
  const encoder = await ffmpeg.encoder()
  expect(encoder?.version).toMatch(/^ffmpeg \S+, libavutil \d+\.\d+\.\d+, .*x264 \d+/)
  expect(encoder?.videoCodecs.has('h264')).toBe(true)
  expect(encoder?.audioCodecs.has('aac')).toBe(true)
  expect(encoder?.toneMaps).toBe(true)
  expect(ffmpeg.warnings).toEqual([])
})

test('it is the one of the option, else of the variable, else of PATH', async () => {
  const folder = await fresh()
  const [option, variable, path] = await Promise.all(
    ['one', 'two', 'three'].map((name) => fakeFfmpeg(join(folder, name), { version: name })),
  )
  const versionOf = async (more: Partial<FfmpegOptions>): Promise<string | undefined> =>
    (await openFfmpeg(await fresh(), { root: folder, ...more }).encoder())?.version.split(',')[0]
  const around = envOf(dirname(path ?? ''), { RENDITIONS_FFMPEG: variable })
  expect(await versionOf({ ffmpeg: option, ...around })).toBe('ffmpeg one')
  expect(await versionOf(around)).toBe('ffmpeg two')
  expect(await versionOf(envOf(['relative', '', dirname(path ?? '')].join(delimiter)))).toBe('ffmpeg three')
  expect(await versionOf(envOf('', { RENDITIONS_FFMPEG: './one/bin/ffmpeg' }))).toBe('ffmpeg one')
  expect(await versionOf({ ffmpeg: false, ...around })).toBeUndefined()
})

test('where no ffmpeg can be used it is the package node-av of the site, unless somebody says where ffmpeg is', async () => {
  const [folder, site] = [await fresh(), await fresh()]
  const [good, bad] = [await fakeFfmpeg(join(folder, 'good')), await fakeFfmpeg(join(folder, 'bad'), { trial: 3 })]
  // As npm lays it out, when another version of it lies above.
  const inside = join(site, 'node_modules/@mediabunny/server')
  await mkdir(join(inside, 'node_modules'), { recursive: true })
  await writeFile(join(inside, 'package.json'), '{"name":"@mediabunny/server","main":"index.js"}')
  await writeFile(join(inside, 'index.js'), '')
  await symlink(join(withPackage.root, 'node_modules/node-av'), join(inside, 'node_modules/node-av'))
  const versionOf = async (more: Partial<FfmpegOptions>): Promise<string | undefined> => {
    const ffmpeg = openFfmpeg(folder, { root: site, ...more })
    const encoder = await ffmpeg.encoder()
    expect(ffmpeg.embedded().includes('GPL')).toBe(encoder?.version.startsWith('node-av') ?? false)
    return encoder?.version.split(/[ ,]/)[0]
  }
  expect(await versionOf(envOf(dirname(good)))).toBe('ffmpeg')
  expect(await versionOf(envOf('/nowhere'))).toBe('node-av')
  expect(await versionOf({ ...withPackage })).toBe('node-av')
  expect(await versionOf(envOf(dirname(bad)))).toBe('node-av')
  // It is known by then that the other is of no use.
  const asked = await timesAsked(join(folder, 'bad'))
  expect(await versionOf(envOf(dirname(bad)))).toBe('node-av')
  expect(await timesAsked(join(folder, 'bad'))).toBe(asked)
  expect(await versionOf({ ffmpeg: bad, ...envOf('') })).toBeUndefined()
  expect(await versionOf({ ffmpeg: '/nowhere/ffmpeg', ...envOf('') })).toBeUndefined()
  expect(await versionOf({ ffmpeg: false, ...envOf('') })).toBeUndefined()
})

test('what it can do is asked once, until it is another', async () => {
  const folder = await fresh()
  const build = async (): Promise<string | undefined> => {
    const ffmpeg = openFfmpeg(folder, envOf(join(folder, 'bin')))
    await Promise.all([ffmpeg.encoder(), ffmpeg.encoder()])
    return (await ffmpeg.encoder())?.version
  }
  await fakeFfmpeg(folder)
  expect(await build()).toBe('ffmpeg 7.1, libavutil 59.39.100, x264 165 r3222')
  const once = await timesAsked(folder)
  expect(await build()).toBe('ffmpeg 7.1, libavutil 59.39.100, x264 165 r3222')
  expect(await timesAsked(folder)).toBe(once)
  await fakeFfmpeg(folder, { version: '7.1.1' })
  expect(await build()).toMatch(/^ffmpeg 7\.1\.1,/)
  await writeFile(join(folder, 'cache/encoder.json'), '{"format":1')
  expect(await build()).toMatch(/^ffmpeg 7\.1\.1,/)
})

test('nothing is looked for before a film is met', async () => {
  const folder = await fresh()
  await fakeFfmpeg(folder)
  const ffmpeg = openFfmpeg(folder, envOf(join(folder, 'bin')))
  expect(ffmpeg.stamp()).toContain('bin/ffmpeg')
  await ffmpeg.close()
  expect(await timesAsked(folder)).toBe(0)
})

test('encoders are told by codec, and so is what it lacks for HDR', async () => {
  const folder = await fresh()
  await fakeFfmpeg(folder, { filters: ' .S. tonemap  V->V  HDR\n' })
  const ffmpeg = openFfmpeg(folder, envOf(join(folder, 'bin')))
  const encoder = await ffmpeg.encoder()
  expect([...(encoder?.videoCodecs ?? []), ...(encoder?.audioCodecs ?? [])]).toEqual(['h264', 'hevc', 'av1', 'aac', 'opus'])
  expect(encoder?.toneMaps).toBe(false)
  expect((await ffmpeg.tools())?.encoders.av1).toBe('libaom-av1')
})

test.each<[string, Fake | undefined, Partial<FfmpegOptions>, RegExp]>([
  ['is not installed', undefined, envOf('/nowhere'), /there is no encoder: ffmpeg is not installed\.$/],
  ['is not where the option says', undefined, { ffmpeg: '/nowhere/ffmpeg' }, /no program where the option "ffmpeg" says/],
  [
    'is not where the variable says',
    undefined,
    envOf('', { RENDITIONS_FFMPEG: 'ffmpeg9' }),
    /no program where the variable RENDITIONS_FFMPEG says/,
  ],
  ['is too old', { version: '4.4.2', libavutil: '56. 70.100' }, {}, /ffmpeg 4\.4\.2 is too old; it has to be 5\.0 or newer/],
  ['has no encoder of H.264', { encoders: ' A....D aac  AAC\n' }, {}, /ffmpeg 7\.1 was built without libx264\.$/],
  ['cannot encode', { trial: 3 }, {}, /ffmpeg 7\.1 cannot encode \(exit code 3\)/],
  ['is something else', { version: '' }, {}, /ffmpeg does not run/],
])('that it %s is said once, with what to do', async (_, fake, more, said) => {
  const folder = await fresh()
  if (fake) await fakeFfmpeg(folder, fake)
  const ffmpeg = openFfmpeg(folder, { ...envOf(join(folder, 'bin')), ...more })
  expect(await ffmpeg.encoder()).toBeUndefined()
  expect(await ffmpeg.decoder()).toBeUndefined()
  expect(ffmpeg.warnings.map(({ code }) => code)).toEqual(['encoder-missing'])
  expect(ffmpeg.warnings[0]?.message).toMatch(said)
  expect(ffmpeg.warnings[0]?.hint).toMatch(/Install ffmpeg \(.+\), or say where it is with the option "ffmpeg"/)
  await expect(ffmpeg.facts('a.mp4', '/nowhere/a.mp4')).rejects.toMatchObject({ code: 'encoder-missing' })
})

test('that none is wanted is not complained about', async () => {
  const ffmpeg = openFfmpeg(await fresh(), { ffmpeg: false })
  expect(await ffmpeg.encoder()).toBeUndefined()
  expect([ffmpeg.stamp(), ffmpeg.warnings]).toEqual(['', []])
})
