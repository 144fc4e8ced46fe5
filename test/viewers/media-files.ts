import { execFile } from 'node:child_process'
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
