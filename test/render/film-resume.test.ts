import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FilmRecipe } from '../../src/film-types.js'
import type { FilmJob } from '../../src/ports.js'
import { builtChild } from './built-child.js'
import { framesOf, openCuttingRoom, probe, rung, sound, treeDigest, type CuttingRoom } from './cutting-room.js'
import { fast, guard, libav, makeFilm } from './films.js'
import { until } from './processes.js'
import { limits } from './workbench.js'

/** Milliseconds: each starts a dozen programs. */
const LONG = 90_000

let folder: string
let film: string
/** Of a build that nobody disturbed: its folder, what it was to do, and digests of what it made. */
let whole: string
let job: FilmJob
let expected: string[]
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renditions-resume-'))
  film = await makeFilm(folder, `-f lavfi -i testsrc2=s=128x72:r=25:d=3 -f lavfi -i sine=d=3 ${fast} -g 25 -c:a aac film.mp4`)
  whole = join(folder, 'whole')
  const room = await openCuttingRoom(1, whole)
  expected = await Promise.all((await room.make(film, await wantedOf(room))).map(treeDigest))
  job = await room.job(film, await wantedOf(room))
  await room.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** An ffmpeg that writes down which chunks it is asked for, and stays at one for ever while a file says so. */
async function watchedEncoder(room: string): Promise<{ program: string; encoded(): string[]; hold: string }> {
  await mkdir(room, { recursive: true })
  const [program, log, hold] = ['ffmpeg', 'encoded.log', 'hold'].map((name) => join(room, name)) as [string, string, string]
  await writeFile(
    program,
    `#!/bin/sh
chunk=$(printf '%s' "$*" | sed -n 's/.*trim=start_pts=\\([0-9]*\\).*/\\1/p')
if [ -n "$chunk" ]; then
  echo "$chunk $(printf '%s' "$*" | grep -o 'split=[0-9]')" >> '${log}'
  if [ -f '${hold}' ] && [ "$chunk" = "$(cat '${hold}')" ]; then echo held >> '${log}'; exec sleep 1000; fi
fi
exec ffmpeg "$@"
`,
  )
  await chmod(program, 0o755)
  return { program, hold, encoded: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []) }
}

/** Names of the bytes in a cache: their digests. */
async function filesIn(room: string): Promise<string[]> {
  return (await readdir(join(room, 'cache/files-v1'), { recursive: true })).toSorted()
}

async function wantedOf(room: CuttingRoom): Promise<FilmRecipe[]> {
  const { facts } = await room.engine.facts('film', film)
  const whole = { frames: framesOf(facts), keySeconds: 1, duration: facts.duration }
  const rungs = [
    { ...rung, width: 128, height: 72 },
    { ...rung, width: 64, height: 36 },
  ]
  return [
    { kind: 'stream', ...whole, rungs, sounds: [sound], segmentSeconds: 1, dash: false },
    { kind: 'film', ...whole, rung: rungs[0]!, sound },
  ]
}

test(
  'a film whose build was killed in the middle goes on where it stopped, and comes out the same',
  async () => {
    const interrupted = join(folder, 'interrupted')
    const encoder = await watchedEncoder(interrupted)
    await writeFile(encoder.hold, '25')
    const script = join(folder, 'build.mjs')
    const [at, there] = [new URL('.', await builtChild()), JSON.stringify(interrupted)]
    await writeFile(
      script,
      `import { createArtifactCache } from '${at}artifact-cache.js'
import { createFfmpeg } from '${at}ffmpeg.js'
import { createFilmEngine } from '${at}film-engine.js'
const limits = ${JSON.stringify(limits)}
const cache = createArtifactCache({ folder: ${there} + '/cache', maxBytes: 1e9 })
const ffmpeg = createFfmpeg({
  ffmpeg: ${JSON.stringify(encoder.program)}, root: ${there}, cacheFolder: ${there} + '/cache',
  guard: new URL('${guard}'), libav: new URL('${libav}'), limits, cores: 1, env: process.env, warn() {},
})
const engine = createFilmEngine({ ffmpeg, limits, cores: 1, cache, chunkSeconds: 1 })
await engine.render(${JSON.stringify(job)}, () => console.log('done'), () => {})
`,
    )
    const build = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    build.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)))
    expect(await until(() => encoder.encoded().includes('held'), 60_000)).toBe(true)
    build.kill('SIGKILL')
    await once(build, 'close')
    expect(printed).toBe('')
    expect(encoder.encoded()).toEqual(['0 split=2', '25 split=2', 'held'])

    rmSync(encoder.hold)
    const room = await openCuttingRoom(1, interrupted, encoder.program)
    const made = await room.make(film, await wantedOf(room))
    expect(encoder.encoded().slice(3)).toEqual(['25 split=2', '50 split=2'])
    expect(await Promise.all(made.map(treeDigest))).toEqual(expected)
    await room.close()
    // Pieces are gone, and what the killed run was at.
    expect(await readdir(join(interrupted, 'cache/unfinished'))).toEqual([])
    expect(await filesIn(interrupted)).toEqual(await filesIn(whole))
  },
  LONG,
)

test(
  'a film comes out the same whatever the number of cores and of rungs beside',
  async () => {
    const room = await openCuttingRoom(1, join(folder, 'alone'), undefined, 1)
    const [, mp4] = await wantedOf(room)
    const [made] = await room.make(film, [mp4!])
    await room.close()
    expect(await treeDigest(made!)).toBe(expected[1])
  },
  LONG,
)

test(
  'a film whose chunks do not fit is encoded in one, and one that ends far before it says is refused',
  async () => {
    const room = await openCuttingRoom(1, join(folder, 'short'))
    const [, mp4] = await wantedOf(room)
    const saying = (duration: number): FilmRecipe => ({ ...mp4!, duration })
    const [made] = await room.make(film, [saying(3.8)])
    const { streams } = await probe(made!, '-select_streams v -count_frames -show_entries stream=nb_read_frames')
    expect(streams[0].nb_read_frames).toBe('75')
    await room.close()
    const other = await openCuttingRoom(60, join(folder, 'short'))
    await expect(other.make(film, [saying(9)])).rejects.toMatchObject({
      problem: { code: 'film-damaged', message: '"film" cannot be used: it ends after 3.0 of 9.0 seconds.' },
    })
    await other.close()
  },
  LONG,
)

test(
  'a film that is stopped leaves no process, no lock on its turn and no half file, but what was done of it',
  async () => {
    const stopped = join(folder, 'stopped')
    const encoder = await watchedEncoder(stopped)
    await writeFile(encoder.hold, '25')
    const room = await openCuttingRoom(1, stopped, encoder.program)
    const [first, second] = [room.make(film, await wantedOf(room)), room.make(film, await wantedOf(room))]
    const problems = [first, second].map((one) => expect(one).rejects.toMatchObject({ problem: { code: 'film-stopped' } }))
    expect(await until(() => encoder.encoded().includes('held'), 60_000)).toBe(true)
    await room.engine.close()
    await Promise.all(problems)
    expect(await readdir(join(stopped, 'cache/unfinished'))).toEqual([])
    expect(encoder.encoded()).toEqual(['0 split=2', '25 split=2', 'held'])
    // A sound and two rungs of one chunk.
    expect((await filesIn(stopped)).filter((name) => name.length > 60)).toHaveLength(3)
    await room.close()
  },
  LONG,
)
