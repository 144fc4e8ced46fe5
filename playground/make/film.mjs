import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const RATE = 12
/** Seconds that an hour stands, and in which the next one comes. */
const [STANDS, FADES] = [4, 1]

/** A day at the jetty: the five hours, one after the other, and the bells; 16 s, 960 × 540. */
export function day(media, file) {
  const hours = ['dawn', 'mist', 'noon', 'dusk', 'night']
  const inputs = hours.flatMap((hour) => ['-i', join(media, `hours/jetty-${hour}.jpg`)])
  const nearer = hours.map((_, at) => `[${at}]zoompan=z=1+0.0015*on:x=(iw-iw/zoom)/2:y=(ih-ih/zoom)/2:d=${STANDS * RATE}:s=960x540:fps=${RATE},setsar=1[h${at}]`) // oxfmt-ignore
  const fades = hours.slice(1).map((_, at) => `[${at === 0 ? 'h0' : `f${at}`}][h${at + 1}]xfade=duration=${FADES}:offset=${(at + 1) * (STANDS - FADES)}[f${at + 1}]`) // oxfmt-ignore
  const length = hours.length * (STANDS - FADES) + FADES
  const sound = ['-stream_loop', '-1', '-i', join(media, 'bells.wav')]
  const chosen = [
    '-map',
    `[f${hours.length - 1}]`,
    '-map',
    `${hours.length}:a`,
    '-t',
    String(length),
    '-c:a',
    'aac',
    '-b:a',
    '64k',
  ]
  return encode([...inputs, ...sound, '-filter_complex', [...nearer, ...fades].join(';'), ...chosen], media, file)
}

/** All round from the end of the jetty, while one slowly turns: 6 s, 1280 × 640, equirectangular. */
export function round(media, file) {
  const still = ['-loop', '1', '-framerate', String(RATE), '-t', '6', '-i', join(media, 'all-round.jpg')]
  return encode([...still, '-vf', 'scale=1280:640,scroll=h=0.0005,setsar=1'], media, file)
}

/** Where there is no ffmpeg, a film that is in the repository takes its place, so that the site can be built. */
async function encode(parameters, media, file) {
  const quick = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-pix_fmt', 'yuv420p', '-movflags', '+faststart']
  const exact = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags', '+bitexact']
  const program = process.env.RENDITIONS_FFMPEG || 'ffmpeg'
  await run(program, ['-v', 'error', '-y', ...parameters, ...quick, ...exact, file]).catch(async (error) => {
    if (error.code !== 'ENOENT') throw error
    console.log(`Without ffmpeg, evening.mp4 stands for ${file}.`)
    await copyFile(join(media, 'evening.mp4'), file)
  })
}
