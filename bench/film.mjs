/**
 * A film through the encoder against the plain ffmpeg command for the same outputs:
 * `npm run build && node bench/film.mjs [seconds]` (default 60; Linux). The machine should have nothing else to do: what counts is
 * the ratio of times. Also told: how much memory the largest ffmpeg had, and what an interrupted and a warm run cost.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const seconds = Number(process.argv[2] ?? 60)
const root = join(import.meta.dirname, '..')
const folder = await mkdtemp(join(tmpdir(), 'renditions-film-'))
const rungs = [
  { width: 1280, height: 720, codec: 'h264', quality: 23, maxBitrate: 3_500_000 },
  { width: 854, height: 480, codec: 'h264', quality: 23, maxBitrate: 1_600_000 },
  { width: 640, height: 360, codec: 'h264', quality: 23, maxBitrate: 900_000 },
]
const sound = { source: 0, codec: 'aac', bitrate: 128_000, channels: 2 }

try {
  const { createFfmpeg, createFilmEngine, createArtifactCache } = await engine()
  const film = join(folder, 'film.mp4')
  await timed(`source of ${seconds} s`, () =>
    ffmpeg(
      ...`-f lavfi -i testsrc2=s=1280x720:r=30:d=${seconds},noise=alls=12:allf=t -f lavfi -i sine=d=${seconds}`.split(' '),
      ...`-c:v libx264 -preset ultrafast -crf 18 -g 250 -pix_fmt yuv420p -c:a aac ${film}`.split(' '),
    ),
  )
  const plain = await timed('plain ffmpeg', () => ffmpeg(...plainCommand(film)))
  const limits = { seconds: 30, filmMemory: 4e9, filmPixels: 40e6, filmSeconds: 36_000, filmBytes: 50e9 }
  const room = (name) => {
    const cache = createArtifactCache({ folder: join(folder, name), maxBytes: 1e11 })
    const guard = new URL('./guard.js', import.meta.resolve('../dist/index.js'))
    const tools = createFfmpeg({
      root: folder,
      cacheFolder: join(folder, name),
      guard,
      limits,
      cores: 2,
      env: process.env,
      warn() {},
    })
    return { cache, engine: createFilmEngine({ ffmpeg: tools, limits, cores: 2, cache }) }
  }
  const { cache, engine: films } = room('cache')
  const { facts } = await films.facts('film.mp4', film)
  const job = jobOf(await readFile(film), film, facts)
  const peak = peakOf('ffmpeg')
  const ours = await timed('the same by the encoder', () =>
    films.render(
      job,
      () => {},
      () => {},
    ),
  )
  console.log(`ratio: ${(ours / plain).toFixed(3)}`)
  console.log(
    `peak memory: ${megabytes(peak.end())} in one ffmpeg, ${megabytes(process.resourceUsage().maxRSS * 1024)} in our process`,
  )
  await films.close()
  await cache.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** A stream of three rungs and a sound, and a film in one file from the largest of them. */
function jobOf(bytes, file, facts) {
  const digest = createHash('sha256').update(bytes).digest('hex')
  const whole = { frames: { frameRate: facts.video.frameRate, deinterlace: false }, keySeconds: 2, duration: facts.duration }
  const wanted = [
    { kind: 'stream', ...whole, rungs, sounds: [sound], segmentSeconds: 4, dash: true },
    { kind: 'film', ...whole, rung: rungs[0], sound },
  ]
  const renditions = wanted.map((film) => ({
    key: createHash('sha256').update(JSON.stringify(film)).digest('hex').slice(0, 32),
    asset: 'film.mp4',
    digest,
    recipe: { kind: film.kind, effort: 5, film },
    extension: 'mp4',
    stem: 'film',
  }))
  return { asset: 'film.mp4', file, digest, facts, renditions, urgent: true }
}

/** What one would write by hand: one decode, three rungs, one sound, HLS in fragmented MP4. */
function plainCommand(film) {
  const sizes = rungs.map(({ width, height }, index) => `[s${index}]scale=${width}:${height}[v${index}]`).join(';')
  const each = rungs.map(
    ({ quality, maxBitrate }, at) =>
      `-map [v${at}] -c:v:${at} libx264 -crf:v:${at} ${quality} -maxrate:v:${at} ${maxBitrate} -bufsize:v:${at} ${maxBitrate * 2}`,
  )
  const streams = rungs.map((_, index) => `v:${index},agroup:a`)
  return [
    `-i ${film} -filter_complex [0:v]split=3[s0][s1][s2];${sizes}`,
    ...each,
    '-map 0:a -c:a aac -b:a 128k -preset medium -g 60 -keyint_min 60 -sc_threshold 0',
    '-f hls -hls_time 4 -hls_playlist_type vod -hls_segment_type fmp4 -master_pl_name master.m3u8 -var_stream_map',
  ]
    .flatMap((words) => words.split(' '))
    .concat(`${streams.join(' ')} a:0,agroup:a`, `-hls_segment_filename v%v-%d.m4s v%v.m3u8`.split(' '))
}

async function ffmpeg(...parameters) {
  const child = spawn('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...parameters], { stdio: 'inherit', cwd: folder })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`)
}

/** The encoder is no part of the package's surface: it is bundled for this. */
async function engine() {
  const entries = ['render/engines/ffmpeg/ffmpeg', 'render/engines/ffmpeg/film-engine', 'render/cache/artifact-cache']
  const outDir = join(folder, 'engine')
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: {
      outDir,
      ssr: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((entry) => [entry.split('/').at(-1), join(root, 'src', `${entry}.ts`)])),
        output: { entryFileNames: '[name].js', format: 'es' },
      },
    },
  })
  const parts = await Promise.all(entries.map((entry) => import(join(outDir, `${entry.split('/').at(-1)}.js`))))
  return Object.assign({}, ...parts)
}

async function timed(what, work) {
  const begun = [performance.now(), childSeconds()]
  await work()
  const wall = (performance.now() - begun[0]) / 1000
  const spent = childSeconds() - begun[1]
  console.log(`${what}: ${wall.toFixed(1)} s, ${spent.toFixed(1)} s of processors`)
  return spent
}

/** Processor time of all children that have ended, of theirs, and of us. */
function childSeconds() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
}

/** The most memory any process of a name had, in bytes, looked at ten times a second. */
function peakOf(name) {
  let most = 0
  const timer = setInterval(() => {
    for (const id of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        if (readFileSync(`/proc/${id}/comm`, 'utf8').trim() !== name) continue
        if (!readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(folder)) continue
        most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024)
      } catch {
        // It ended meanwhile.
      }
    }
  }, 100)
  return {
    end() {
      clearInterval(timer)
      return most
    },
  }
}

function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`
}
