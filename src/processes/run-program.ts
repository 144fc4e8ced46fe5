import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Tail } from './tail.js'

/** What is run, and how much it may take. */
export interface ProgramRun {
  program: string
  parameters: readonly string[]
  /** Absolute folder it starts in. */
  cwd: string
  /** Its environment; without it, ours. */
  env?: NodeJS.ProcessEnv
  seconds: number
  /** Bytes of memory it may hold; without it, as much as there is. Not watched on Windows. */
  memory?: number
  /** It gives way to all that is not: what somebody waits for goes first. */
  isPatient?: boolean
  /** Stops it. */
  signal?: AbortSignal
  /** Milliseconds it gets to end by itself when it is stopped. Default 5000. */
  patience?: number
  /** Takes what it prints on stdout; without it, that is kept with the errors. */
  onOutput?: (chunk: Buffer) => void
  /** The built `guard.ts`. */
  guard: URL
}

/** How it ended: its exit code, or why it has none. `output` is the end of what it printed. */
export interface ProgramEnd {
  code?: number
  /** A signal's name, a system's error code (`ENOENT`: there is no such program), or words. */
  reason?: string
  /** It was we who ended it: it was too slow, too large, or asked to stop. */
  stopped?: 'seconds' | 'memory' | 'signal'
  output: string
}

/** To the process between: what to run, once, and that it shall end. */
export type ToGuard = GuardedProgram | 'stop'
export interface GuardedProgram {
  program: string
  parameters: readonly string[]
  memory?: number
  isPatient: boolean
  patience: number
}
/** From it, once, when the program has ended. */
export type FromGuard = { code: number } | { reason: string; over?: 'memory' }

/** Milliseconds that output may still come after the end: something in the background may hold the pipe open for ever. */
const DRAIN = 2_000

const PATIENCE = 5_000

/**
 * Runs a program without a shell and without input, and never rejects. It is ended, with everything it started, after
 * `seconds`, above `memory`, by `signal`, and when this process is gone.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { program, parameters, seconds, memory, isPatient = false, signal, patience = PATIENCE } = run
  if (signal?.aborted) return { ...stops.signal(run), output: '' }
  const tail = new Tail()
  const child = start(run)
  child.stdout?.on('data', run.onOutput ?? ((chunk: Buffer) => tail.add(chunk)))
  child.stderr?.on('data', (chunk: Buffer) => tail.add(chunk))
  let end: FromGuard | undefined
  child.on('message', (message: FromGuard) => (end = message))
  const message: GuardedProgram = { program, parameters, isPatient, patience, ...(memory !== undefined && { memory }) }
  child.send(message, () => undefined)
  let stopped: ProgramEnd['stopped']
  const stop = (why: 'seconds' | 'signal'): void => {
    stopped ??= why
    // A signal would end it before it could do so, on Windows.
    if (child.connected) child.send('stop' satisfies ToGuard, () => undefined)
  }
  const timer = setTimeout(() => stop('seconds'), seconds * 1000)
  const abort = (): void => stop('signal')
  signal?.addEventListener('abort', abort)
  const failure = await ended(child)
  clearTimeout(timer)
  signal?.removeEventListener('abort', abort)
  if (!end) endGroup(child)
  const output = tail.text()
  if (end && 'over' in end && end.over) stopped ??= end.over
  if (stopped) return { ...stops[stopped](run), output }
  return { ...(end && 'code' in end ? { code: end.code } : { reason: end?.reason ?? failure ?? 'it was killed' }), output }
}

const stops: Record<NonNullable<ProgramEnd['stopped']>, (run: ProgramRun) => Omit<ProgramEnd, 'output'>> = {
  seconds: ({ seconds }) => ({ stopped: 'seconds', reason: `it took over ${seconds} s and was stopped` }),
  memory: ({ memory = 0 }) => ({ stopped: 'memory', reason: `it needed over ${Math.round(memory / 1e6)} MB and was stopped` }),
  signal: () => ({ stopped: 'signal', reason: 'it was stopped' }),
}

function start({ guard, cwd, env = process.env }: ProgramRun): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(guard)], {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  })
}

/** Resolves when a process is gone and what it printed is read, with what kept it from starting. */
function ended(child: ChildProcess): Promise<string | undefined> {
  return new Promise((done) => {
    child.on('error', (error) => done(error.message))
    child.on('close', () => done(undefined))
    child.on('exit', () => {
      setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, DRAIN).unref()
    })
  })
}

/** The process between went without a word: somebody killed it, and what it watched over is left to us. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nobody is left in it, or there are no groups on this system.
  }
}
