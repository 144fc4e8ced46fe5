import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Tail } from './tail.js'

/** What is run, and how long it may take. */
export interface CommandRun {
  program: string
  parameters: readonly string[]
  /** Absolute folder it starts in. */
  cwd: string
  seconds: number
  /** Takes what it prints on stdout; without it, that is kept with the errors. */
  onOutput?: (chunk: Buffer) => void
  /** The built `command-child.ts`. */
  guard: URL
}

/** How it ended: its exit code, or why it has none. `output` is the end of what it printed. */
export interface CommandEnd {
  code?: number
  /** A signal's name, a system's error code (`ENOENT`: there is no such program), or words. */
  reason?: string
  output: string
}

/** To the process between, once. */
export interface ToGuard {
  program: string
  parameters: readonly string[]
}
/** From it, once, when the program has ended. */
export type FromGuard = { code: number } | { reason: string }

/** Milliseconds that output may still come after the end: something in the background may hold the pipe open for ever. */
const DRAIN = 2_000

/**
 * Runs a program of the user without a shell, with our environment and without input, and never rejects. It is ended,
 * with everything it started, after `seconds` and when this process is gone.
 */
export async function runCommand({ program, parameters, cwd, seconds, onOutput, guard }: CommandRun): Promise<CommandEnd> {
  const tail = new Tail()
  const child = spawn(process.execPath, [fileURLToPath(guard)], {
    cwd,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    windowsHide: true,
  })
  child.stdout?.on('data', onOutput ?? ((chunk: Buffer) => tail.add(chunk)))
  child.stderr?.on('data', (chunk: Buffer) => tail.add(chunk))
  let end: FromGuard | undefined
  child.on('message', (message: FromGuard) => (end = message))
  const message: ToGuard = { program, parameters }
  child.send(message, () => undefined)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill('SIGTERM')
  }, seconds * 1000)
  const failure = await ended(child)
  clearTimeout(timer)
  const output = tail.text()
  if (isLate) return { reason: `it took over ${seconds} s and was stopped`, output }
  return { ...(end ?? { reason: failure ?? 'it was killed' }), output }
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
