import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path'

/** A program by its absolute path, and what it is always told first. */
export type Command = readonly [program: string, ...first: string[]]

/** The two programs, and how they look now. */
export interface Programs {
  ffmpeg: Command
  ffprobe: Command
  /** Tells what they can do, as JSON; without it, ffmpeg is asked. */
  abilities?: Command
  /** They are a package of the site. */
  isEmbedded?: true
  /** Differs whenever either of them is another file or another version of it. */
  stamp: string
}

/** Why there are none, as a clause. */
export interface NoPrograms {
  lacks: string
}

/** Where somebody says that ffmpeg is. */
export interface Said {
  /** The option: absolute, or a name. */
  option: string | undefined
  /** Absolute root folder. */
  root: string
  env: NodeJS.ProcessEnv
}

/** An environment variable: a path, absolute or relative to the root, or a name. */
const VARIABLE = 'RENDITIONS_FFMPEG'

/**
 * Looks for ffmpeg: where the option says, else where `RENDITIONS_FFMPEG` does, else on PATH; and for ffprobe beside it. Who
 * says where it is gets that one or none. Starts nothing.
 */
export function searchPrograms(said: Said): Programs | NoPrograms {
  const told = toldIn(said)
  const isPath = told !== undefined && /[\\/]/.test(told)
  const ffmpeg = isPath ? executable(resolve(said.root, told)) : onPath(told ?? 'ffmpeg', said.env)
  if (ffmpeg === undefined) {
    const where = said.option === undefined ? `the variable ${VARIABLE}` : 'the option "ffmpeg"'
    return { lacks: told === undefined ? 'ffmpeg is not installed' : `there is no program where ${where} says that it is` }
  }
  const ffprobe = beside(ffmpeg) ?? beside(realpathSync(ffmpeg)) ?? onPath('ffprobe', said.env)
  if (ffprobe === undefined) return { lacks: 'ffprobe, which comes with ffmpeg, is not beside it' }
  return { ffmpeg: [ffmpeg], ffprobe: [ffprobe], stamp: [ffmpeg, ffprobe].map(stampOf).join('\n') }
}

/** Where somebody says that it is. */
export function toldIn({ option, env }: Pick<Said, 'option' | 'env'>): string | undefined {
  return option ?? (env[VARIABLE] || undefined)
}

function onPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  // Windows calls it "Path", and a copy of its environment has that name alone.
  const path = env['PATH'] ?? env['Path'] ?? ''
  for (const folder of path.split(delimiter)) {
    // A relative one leads into whatever site is built.
    const found = isAbsolute(folder) ? executable(join(folder, name)) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function beside(ffmpeg: string): string | undefined {
  return executable(join(dirname(ffmpeg), 'ffprobe'))
}

function executable(file: string): string | undefined {
  const names = process.platform === 'win32' ? [file, `${file}.exe`] : [file]
  return names.find((name) => {
    try {
      accessSync(name, constants.X_OK)
      return statSync(name).isFile()
    } catch {
      return false
    }
  })
}

/** How a file looks now. */
export function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file)
  return `${file} ${size} ${mtimeMs}`
}
