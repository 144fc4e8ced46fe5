import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { createFfmpeg, type Ffmpeg, type FfmpegOptions } from '../../src/render/engines/ffmpeg/ffmpeg.js'
import type { Problem } from '../../src/types.js'
import { limits } from './workbench.js'

/** The process between, as the package has it. */
export const guard = pathToFileURL(join(import.meta.dirname, '../../dist/guard.js'))

/** The program around `node-av`, as the package has it. */
export const libav = pathToFileURL(join(import.meta.dirname, '../../dist/libav.js'))

/** A machine without ffmpeg, and a site that has the package `node-av`. */
export const withPackage: Pick<FfmpegOptions, 'root' | 'env'> = { root: join(import.meta.dirname, '../..'), env: { PATH: '' } }

/** Makes a film by ffmpeg itself: parameters as words, the output's name last. */
export async function makeFilm(folder: string, parameters: string): Promise<string> {
  const words = parameters.match(/"[^"]*"|\S+/g) ?? []
  const all = words.map((word) => word.replaceAll('"', ''))
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...all], { cwd: folder, timeout: 20_000 })
  return join(folder, all.at(-1) ?? '')
}

/** Moving bars: two seconds at most, small. */
export function bars(size = '64x36', seconds = 1, rate = 25): string {
  return `-f lavfi -i testsrc2=s=${size}:r=${rate}:d=${seconds}`
}

export const tone = '-f lavfi -i sine=d=1'
/** H.264 in the least time. */
export const fast = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p'

/** The ffmpeg of a site in a folder, and what it warned of. */
export function openFfmpeg(folder: string, more: Partial<FfmpegOptions> = {}): Ffmpeg & { warnings: Problem[] } {
  const warnings: Problem[] = []
  const ffmpeg = createFfmpeg({
    ffmpeg: undefined,
    root: folder,
    cacheFolder: join(folder, 'cache'),
    guard,
    libav,
    limits,
    cores: 2,
    env: process.env,
    warn: (problem) => warnings.push(problem),
    ...more,
  })
  return { ...ffmpeg, warnings }
}
