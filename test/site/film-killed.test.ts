import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Options } from '../../src/config/options.js'
import { until } from '../render/processes.js'
import { ffmpeg } from '../viewers/media-files.js'
import { attribute, elements, page, tempSite, type TempSite } from './temp-site.js'

const OPTIONS: Options = {
  ffmpeg: 'watched/ffmpeg',
  videoPresets: { small: { heights: [90, 180], stream: true, storyboard: false, poster: false } },
}

/** Writes down what is encoded, and stays at pictures for ever while a file says so. */
const WATCHED = `#!/bin/sh
root=$(dirname "$0")/..
case " $* " in *' -filter_complex '*) what=pictures ;; *' -af '*) what=sound ;; *) what= ;; esac
if [ -n "$what" ]; then echo "$what" >> "$root/encoded.log"; fi
if [ "$what" = pictures ] && [ -f "$root/hold" ]; then echo held >> "$root/encoded.log"; exec sleep 1000; fi
exec ffmpeg "$@"
`

let site: TempSite
beforeAll(async () => {
  site = await tempSite({
    'index.html': page('<video src="/media/clip.mp4?preset=small" controls></video>'),
    'watched/ffmpeg': WATCHED,
    hold: '',
    'media/.keep': '',
  })
  await chmod(join(site.root, 'watched/ffmpeg'), 0o755)
  const pictures = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=2']
  const quick = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast']
  await ffmpeg(join(site.root, 'media'), ...pictures, '-f', 'lavfi', '-i', 'sine=duration=2', ...quick, 'clip.mp4')
}, 120_000)
afterAll(() => site?.dispose())

const encoded = (): string[] => {
  const log = join(site.root, 'encoded.log')
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []
}
const published = async (): Promise<string[]> =>
  (await readdir(join(site.root, 'dist'), { recursive: true }).catch(() => [])).filter((name) =>
    /\.(html|mp4|m4a|m3u8)$/.test(name),
  )

test('a build that is killed while a film is encoded publishes nothing of it, and the next one goes on', async () => {
  const plugin = pathToFileURL(join(import.meta.dirname, '../../dist/index.js')).href
  const worker = fork(join(import.meta.dirname, 'build-worker.mjs'), [plugin], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  await once(worker, 'message')
  worker.send({ root: site.root, options: OPTIONS })
  expect(await until(() => encoded().includes('held'), 100_000)).toBe(true)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  expect(encoded()).toEqual(['sound', 'pictures', 'held'])
  expect(await published()).toEqual([])

  await site.remove('hold')
  await site.build(OPTIONS)
  expect(encoded().slice(3)).toEqual(['pictures'])
  const [stream] = elements(await site.read('dist/index.html'), 'source')
  const master = attribute(stream, 'src') ?? ''
  expect(await site.read(`dist${master}`)).toContain('#EXT-X-STREAM-INF')
  const playlists = (await published()).filter((name) => name.endsWith('index.m3u8'))
  expect(playlists).toHaveLength(3)
  for (const playlist of playlists) {
    const named = (await site.read(`dist/${playlist}`)).match(/^[^#\n]+$/gm) ?? []
    expect(named.length).toBeGreaterThan(0)
    for (const name of named) expect(await published()).toContain(join(playlist, '..', name))
  }

  // What is there is not encoded again, nor even looked at by the encoder.
  await site.build(OPTIONS)
  expect(encoded()).toHaveLength(4)
}, 120_000)
