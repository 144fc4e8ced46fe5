import { readdir, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { errorOf, RenditionsError } from '../../../errors.js'
import { runProgram, type ProgramEnd } from '../../../processes/run-program.js'
import type { Problem } from '../../../types.js'
import { cleanEnvironment } from './environment.js'
import { readProgress } from './progress.js'
import type { Command } from './search.js'
import { withoutPaths } from './without-paths.js'

/** One run of ffmpeg: for what, where, and how much it may take. */
export interface FfmpegRun {
  /** Site path of the film, for messages. */
  asset: string
  /** Its absolute path. */
  file: string
  /** Absolute folder it starts in: outputs are named relative to it. */
  folder: string
  /** It is stopped after so many seconds … */
  seconds: number
  /** … above so many bytes of memory … */
  memory: number
  /** … when what it adds to its folder is more than so many bytes … */
  outputBytes: number
  /** … and by this. */
  signal?: AbortSignal
  /** It gives way to all that is not. */
  isPatient?: boolean
  /** Told some twice a second how many seconds of output are done. */
  onProgress?(seconds: number): void
  /** Takes what it writes to `pipe:1`; there is no progress then. */
  onOutput?(chunk: Buffer): void
}

/** What a run that went well tells. */
export interface FfmpegResult {
  /** Seconds of output, and frames of it; 0 where it was not told. */
  seconds: number
  frames: number
  /** What it complained of and went on: its last lines, without absolute paths. '' for a sound film. */
  complaints: string
}

/** Milliseconds between two looks at what has been written. */
const LOOK = 500

/**
 * Runs ffmpeg once: without a shell and without input, never overwriting, and ended with this process. `parameters` begin
 * with the input (`inputOf`) and name outputs relative to the folder. Rejects with `RenditionsError`: `film-timeout`,
 * `film-memory`, `film-output`, `film-stopped`, `disk-full`, else `encoder-failed` with the last lines it printed.
 */
export async function runFfmpeg(
  tools: { ffmpeg: Command; guard: URL },
  parameters: readonly string[],
  run: FfmpegRun,
): Promise<FfmpegResult> {
  const { folder, seconds, memory } = run
  const [program, ...first] = tools.ffmpeg
  const progress = readProgress(run.onProgress)
  const output = watchFolder(folder, run.outputBytes)
  const stops = run.signal ? AbortSignal.any([run.signal, output.signal]) : output.signal
  try {
    const end = await runProgram({
      program,
      parameters: [...first, ...GLOBAL, ...limiting(run), ...(run.onOutput ? [] : ['-progress', 'pipe:1']), ...parameters],
      cwd: folder,
      env: cleanEnvironment(process.env),
      seconds,
      memory,
      signal: stops,
      isPatient: run.isPatient ?? false,
      // What it would still write in that time nobody wants.
      patience: 0,
      onOutput: run.onOutput ?? progress.add,
      guard: tools.guard,
    })
    await output.look()
    const complaints = withoutPaths(end.output, run)
    const problem = problemOf(run, end, complaints, output.signal.aborted)
    if (problem) throw new RenditionsError(problem)
    return { ...progress.last(), complaints }
  } finally {
    output.end()
  }
}

const GLOBAL = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-n'] as const

/** Its own limits, which hold when nobody watches: bytes of one allocation, and seconds of processor time. */
function limiting({ seconds, memory }: FfmpegRun): string[] {
  const most = Math.min(memory, 2 ** 31 - 1)
  return ['-max_alloc', String(most), '-timelimit', String(Math.ceil(seconds) * availableParallelism() + 1)]
}

function problemOf(
  { asset, seconds, memory, outputBytes }: FfmpegRun,
  { code, reason, stopped }: ProgramEnd,
  complaints: string,
  isTooMuch: boolean,
): Problem | undefined {
  if (isTooMuch) return errorOf('film-output', { path: asset, megabytes: Math.round(outputBytes / 1e6) })
  if (stopped === 'seconds' || reason === 'SIGXCPU') return errorOf('film-timeout', { path: asset, seconds: Math.round(seconds) })
  if (stopped === 'memory') return errorOf('film-memory', { path: asset, megabytes: Math.round(memory / 1e6) })
  if (stopped === 'signal') return errorOf('film-stopped', { path: asset })
  if (code === 0) return undefined
  if (/No space left on device|Disk quota exceeded/.test(complaints)) return errorOf('disk-full', { path: asset })
  return errorOf('encoder-failed', { path: asset, reason: complaints || reason || `exit code ${code}` })
}

/** Aborts when a folder has grown by more than so many bytes. */
function watchFolder(folder: string, most: number): { signal: AbortSignal; look(): Promise<void>; end(): void } {
  const controller = new AbortController()
  if (most === Infinity) return { signal: controller.signal, look: () => Promise.resolve(), end: () => undefined }
  const before = bytesIn(folder)
  const look = async (): Promise<void> => {
    if ((await bytesIn(folder)) - (await before) > most) controller.abort()
  }
  const timer = setInterval(() => void look(), LOOK)
  timer.unref()
  return { signal: controller.signal, look, end: () => clearInterval(timer) }
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const sizes = entries.map(async (entry) =>
    entry.isFile() ? ((await stat(join(entry.parentPath, entry.name)).catch(() => undefined))?.size ?? 0) : 0,
  )
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
