import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Films and a sound of a few kilobytes, made by ffmpeg: `clip.mp4` (3 s, 64 × 36, with a tone), the same as a stream
 * (`clip.m3u8` and one segment), and `tone.mp3` (2 s).
 */
export async function makeFilms(folder: string): Promise<void> {
  const tone = ['-f', 'lavfi', '-i', 'sine=440:duration=3:sample_rate=8000']
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x36:rate=10:duration=3']
  const small = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '40', '-g', '10']
  const film = [...picture, ...tone, ...small, '-c:a', 'aac', '-b:a', '8k', '-ac', '1']
  await Promise.all([
    ffmpeg(folder, ...film, '-movflags', '+faststart', 'clip.mp4'),
    ffmpeg(folder, ...tone, '-t', '2', '-c:a', 'libmp3lame', '-b:a', '8k', '-ac', '1', 'tone.mp3'),
  ])
  await ffmpeg(folder, '-i', 'clip.mp4', '-c', 'copy', '-f', 'hls', '-hls_time', '10', '-hls_list_size', '0', 'clip.m3u8')
}

/**
 * A film of 8 s as a build makes it, in `folder/film`: `master.m3u8` with rungs of 90 and 54 pixels and a sound of its own in
 * segments of 2 s; beside it `film.mp4`, and the storyboard `storyboard.vtt` of four pictures of 2 s, red first, then blue,
 * green and white, as the film is.
 */
export async function makeStream(folder: string): Promise<void> {
  await mkdir(join(folder, 'film'), { recursive: true })
  const colours = ['red', 'blue', 'green', 'white'].map((colour) => `color=${colour}:size=160x90:rate=10:duration=2`)
  const joined = `${colours.map((source, at) => `${source}[c${at}]`).join(';')};[c0][c1][c2][c3]concat=n=4,format=yuv420p`
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '40', '-g', '20', '-keyint_min', '20', '-sc_threshold', '0']
  const tone = ['-f', 'lavfi', '-i', 'sine=440:duration=8:sample_rate=8000']
  const sound = ['-c:a', 'aac', '-b:a', '16k', '-ac', '1']
  const rungs = ['-filter_complex', `${joined},split=2[large][other];[other]scale=96:54[small]`]
  const group = 'v:0,agroup:a v:1,agroup:a a:0,agroup:a,default:yes,language:en'
  const segments = ['-f', 'hls', '-hls_time', '2', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4']
  const names = ['-hls_segment_filename', '%v-%d.mp4', '-hls_fmp4_init_filename', 'init-%v.mp4', '-master_pl_name', 'master.m3u8']
  await Promise.all([
    ffmpeg(join(folder, 'film'), ...tone, ...rungs, '-map', '[large]', '-map', '[small]', '-map', '0:a', ...x264, '-b:v:0', '200k', '-b:v:1', '60k', ...sound, ...segments, ...names, '-var_stream_map', group, '%v.m3u8'), // oxfmt-ignore
    ffmpeg(folder, ...tone, '-filter_complex', `${joined}[v]`, '-map', '[v]', '-map', '0:a', ...x264, ...sound, '-movflags', '+faststart', 'film.mp4'), // oxfmt-ignore
    ffmpeg(folder, '-filter_complex', `${joined},fps=1/2,scale=64:36,tile=2x2`, '-frames:v', '1', 'sprite-1.jpg'),
  ])
  const cue = (at: number): string =>
    `00:00:0${at * 2}.000 --> 00:00:0${at * 2 + 2}.000\nsprite-1.jpg#xywh=${(at % 2) * 64},${at < 2 ? 0 : 36},64,36`
  await writeFile(join(folder, 'storyboard.vtt'), `WEBVTT\n\n${[0, 1, 2, 3].map(cue).join('\n\n')}\n`)
}

export async function ffmpeg(folder: string, ...parameters: readonly string[]): Promise<void> {
  const output = parameters.at(-1) ?? ''
  await run('ffmpeg', ['-loglevel', 'error', '-y', ...parameters.slice(0, -1), join(folder, output)], { cwd: folder })
}

/** A PDF of one page with a coloured field and a line of text, of a size in points (1/72 inch). */
export function pdfOf(width: number, height: number, more = ''): Buffer {
  const content = `0.8 0.2 0.1 rg 20 20 ${width - 40} ${height / 2} re f BT /F1 24 Tf 30 ${height - 60} Td (Kit) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] ${more} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const start = text.length
  return Buffer.from(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
    'latin1',
  )
}
