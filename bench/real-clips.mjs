/**
 * Films nobody here made, through a real build: `npm run build && node bench/real-clips.mjs FOLDER [--damaged]` (Linux, ffmpeg).
 * Every file below FOLDER, with `--damaged` what is left of it when it is cut off or has wrong bytes as well, is shown in a page of its own and in one with all of them. Told for each: what ffprobe says of it and of what was
 * published, what does not fit, or the code of the error; and the memory of all processes together. Nothing is kept.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, existsSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { measure } from './measure.mjs'

const run = promisify(execFile)
const PLUGIN = pathToFileURL(resolve(import.meta.dirname, '../dist/index.js')).href
/** Streams of two qualities, in the least time. */
const OPTIONS = `{ assets: 'media', onError: 'warn', presets: { default: { widths: [160], formats: ['jpeg'], effort: 0 } },
  videoPresets: { film: { heights: [120, 240], stream: true, effort: 0, storyboard: { every: 2, width: 64 } } } }`

const source = resolve(process.argv[2] ?? '')
const folder = await mkdtemp(join(tmpdir(), 'renditions-clips-'))
const damaged = join(folder, 'damaged')
try {
  const files = process.argv.includes('--damaged') ? filesBelow(source).flatMap(withDamaged) : filesBelow(source)
  const clips = files.map((file, index) => ({ file, name: `${index}-${safe(basename(file))}` }))
  const page = (body) => `<!doctype html><html lang="en"><title>Clips</title>${body}</html>`
  const shown = ({ name }) =>
    name.endsWith('.gif')
      ? `<img src="/media/${name}?preset=loop" alt="">`
      : `<video src="/media/${name}?preset=film" controls></video>`
  mkdirSync(join(folder, 'media'))
  for (const clip of clips) {
    cpSync(clip.file, join(folder, 'media', clip.name))
    writeFileSync(join(folder, `${clip.name}.html`), page(shown(clip)))
  }
  writeFileSync(join(folder, 'all.html'), page(clips.map(shown).join('\n')))
  const input = JSON.stringify(['all.html', ...clips.map(({ name }) => `${name}.html`)].map((path) => join(folder, path)))
  writeFileSync(
    join(folder, 'build.mjs'),
    `import { build } from ${JSON.stringify(import.meta.resolve('vite'))}
import renditions from ${JSON.stringify(PLUGIN)}
await build({ root: ${JSON.stringify(folder)}, configFile: false, logLevel: 'warn', plugins: [renditions(${OPTIONS})],
  build: { rollupOptions: { input: ${input} } } })`,
  )
  const { seconds, rss, pss, output } = await measure(process.execPath, [join(folder, 'build.mjs')], { cwd: folder })
  const rows = []
  for (const clip of clips) rows.push(await rowOf(clip, output))
  for (const row of rows) console.log(row)
  const count = (word) => rows.filter((row) => row.startsWith(word)).length
  console.log(
    `\n${clips.length} films: ${count('ok')} fit, ${count('ODD')} do not, ${count('told')} were refused, ${count('LOST')} are lost`,
  )
  console.log(`${seconds.toFixed(0)} s; ${megabytes(pss)} MB (${megabytes(rss)} MB with shared pages counted in each process)`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function rowOf({ name, file }, output) {
  const before = await probe(file)
  const head = `${basename(file)}: ${describe(before)}`
  const html = readFileSync(join(folder, 'dist', `${name}.html`), 'utf8')
  const sources = [...html.matchAll(/<source src="([^"]+)"/g)].map(([, url]) => join(folder, 'dist', url))
  const missing = sources.filter((path) => !existsSync(path))
  if (missing.length > 0) return `LOST  ${head} → ${missing.join(', ')}`
  const told = output.split('\n').filter((line) => line.includes(`media/${name}`))
  if (sources.length === 0)
    return `${told.length > 0 ? 'told' : 'LOST'}  ${head} → ${told.map((line) => line.trim().slice(0, 200)).join(' ') || html.slice(50)}`
  const after = await probe(sources.at(-1))
  const odd = [
    ...differences(before, after),
    ...(await decoded(sources[0])),
    ...(await pictureDifferences(file, sources.at(-1), before, after)),
  ]
  return `${odd.length > 0 ? 'ODD ' : 'ok  '}  ${head} → ${describe(after)}${odd.map((text) => ` [${text}]`).join('')}${told.length > 0 ? ` (${told.join(' ').slice(0, 160)})` : ''}`
}

/** What a person would see: upright, in square pixels. */
async function probe(file) {
  const shown = ['-show_streams', '-show_format', '-of', 'json', '-v', 'error', '-protocol_whitelist', 'file']
  const { stdout } = await run('ffprobe', [...shown, `file:${file}`], { timeout: 60_000 }).catch(() => ({ stdout: '{}' }))
  const { streams = [], format = {} } = JSON.parse(stdout || '{}')
  const video = streams.find((one) => one.codec_type === 'video' && one.disposition?.attached_pic !== 1)
  const sounds = streams.filter((one) => one.codec_type === 'audio')
  // Browsers show GIFs in square pixels, whatever these say.
  const shape = format.format_name === 'gif' ? '1:1' : (video?.sample_aspect_ratio ?? '')
  const [, x = 1, y = 1] = (/^(\d+):(\d+)$/.exec(shape) ?? []).map(Number)
  const degrees = Number(video?.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0)
  const wide = (video?.width ?? 0) * (x > 0 && y > 0 ? x / y : 1)
  const sides = Math.abs(degrees) % 180 === 90 ? [video?.height ?? 0, wide] : [wide, video?.height ?? 0]
  const others = streams.filter((one) => !['video', 'audio'].includes(one.codec_type)).map((one) => one.codec_tag_string)
  const tags = Object.keys(format.tags ?? {}).filter((name) => /location|xyz|gps/i.test(name))
  return {
    format: format.format_name,
    codec: video?.codec_name,
    sides,
    degrees,
    shape,
    rate: video?.avg_frame_rate,
    usual: video?.r_frame_rate,
    field: video?.field_order,
    transfer: video?.color_transfer,
    pixels: video?.pix_fmt,
    sounds: sounds.map((one) => `${one.codec_name}×${one.channels}`),
    seconds: Number(format.duration ?? 0) - Math.max(0, Number(format.start_time ?? 0)),
    others,
    tags,
  }
}

function describe(it) {
  if (it.format === undefined) return 'unknown'
  const size = it.sides.map(Math.round).join('×')
  const odd = [
    ...(it.degrees ? [`turned ${it.degrees}°`] : []),
    ...(it.shape && !['1:1', '0:1'].includes(it.shape) ? [`pixels ${it.shape}`] : []),
    ...(it.rate !== it.usual ? [`usually ${it.usual}`] : []),
    ...(it.field && it.field !== 'progressive' ? [it.field] : []),
    ...(/2084|b67/.test(it.transfer ?? '') ? [it.transfer] : []),
    ...(it.pixels && it.pixels !== 'yuv420p' ? [it.pixels] : []),
    ...it.others.map((tag) => `track ${tag}`),
    ...it.tags,
  ]
  const sounds = it.sounds.length > 0 ? it.sounds.join('+') : 'silent'
  return `${it.format.split(',')[0]} ${it.codec} ${size} ${it.rate}/s ${sounds} ${it.seconds.toFixed(2)} s${odd.map((text) => `, ${text}`).join('')}`
}

function differences(before, after) {
  const [a, b] = [before, after].map(({ sides: [width, height] }) => width / height)
  const found = []
  // A side of a small film is made even.
  if (Math.abs(a / b - 1) > 0.02 + 2 / Math.min(...after.sides)) found.push(`shape ${a.toFixed(3)} became ${b.toFixed(3)}`)
  if (before.sounds.length > 0 !== after.sounds.length > 0) found.push('sound differs')
  if (before.seconds > 0 && Math.abs(before.seconds - after.seconds) > 0.25 + before.seconds * 0.01)
    found.push(`${before.seconds} s became ${after.seconds} s`)
  if (after.pixels !== 'yuv420p') found.push(after.pixels)
  if (after.others.length > 0 || after.tags.length > 0) found.push('data of the source')
  return found
}

/** A frame in the middle as ffmpeg's own player would turn and mirror it, beside the published one. */
async function pictureDifferences(file, published, before, after) {
  // What an HDR film is to look like in SDR is no matter of equal bytes.
  if (/2084|b67/.test(before.transfer ?? '') || before.codec === undefined) return []
  const seconds = Math.min(before.seconds || after.seconds, after.seconds) / 2
  let [a, b] = [await frame(file, seconds), await frame(published, seconds)]
  // Of a film of one frame.
  if (!a || !b) [a, b] = [await frame(file, 0), await frame(published, 0)]
  if (!a || !b) return ['no frame in the middle']
  let sum = 0
  for (const [index, value] of a.entries()) sum += Math.abs(value - (b[index] ?? 0))
  const off = sum / a.length
  return off > 12 ? [`the picture is off by ${off.toFixed(0)} of 255`] : []
}

async function frame(path, seconds) {
  const shape = ['-frames:v', '1', '-vf', 'scale=64:64,format=rgb24', '-f', 'rawvideo', '-']
  const { stdout } = await run('ffmpeg', ['-v', 'quiet', '-ss', seconds.toFixed(3), '-i', `file:${path}`, ...shape], {
    timeout: 60_000,
    encoding: 'buffer',
  }).catch(() => ({ stdout: Buffer.alloc(0) }))
  return stdout.length === 64 * 64 * 3 ? stdout : undefined
}

/** What ffmpeg complains of in the stream. */
async function decoded(master) {
  const input = ['-allowed_extensions', 'ALL', '-protocol_whitelist', 'file', '-i', `file:${master}`]
  const parameters = ['-v', 'error', '-xerror', ...(extname(master) === '.m3u8' ? input : ['-i', master]), '-f', 'null', '-']
  const { stderr } = await run('ffmpeg', parameters, { timeout: 120_000 }).catch((error) => error)
  return stderr ? [`decoder: ${stderr.trim().split('\n')[0].slice(0, 120)}`] : []
}

/** Whole, its first 60 %, and with one byte in a thousand wrong, the same ones each time. */
function withDamaged(file) {
  const bytes = readFileSync(file)
  const wrong = Buffer.from(bytes)
  for (let at = 2000; at < wrong.length; at += 997) wrong[at] ^= at & 0xff
  return [
    file,
    ...[
      ['cut', bytes.subarray(0, Math.round(bytes.length * 0.6))],
      ['wrong', wrong],
    ].map(([kind, data]) => {
      const path = join(damaged, `${kind}-${basename(file)}`)
      mkdirSync(damaged, { recursive: true })
      writeFileSync(path, data)
      return path
    }),
  ]
}

function filesBelow(path) {
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)))
}

function safe(name) {
  return name.toLowerCase().replace(/[^\w.-]+/g, '-')
}

function megabytes(bytes) {
  return Math.round(bytes / 1e6)
}
