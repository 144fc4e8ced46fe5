import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Problem } from '../../../types.js'
import type { FromChild, ToChild } from './protocol.js'

/** How a task ended: by itself, or with its child. */
export type Outcome =
  | { end: 'done'; problem?: Problem }
  | { end: 'timeout' | 'memory' }
  | { end: 'crash'; reason: string }
  | { end: 'unusable'; problem: Problem }

export interface Task {
  message: Extract<ToChild, { id: number }>
  /** Milliseconds without a sign of progress before the child is killed. */
  patience: number
  /** Everything the child says about this task. */
  heard(message: FromChild): void
}

/** One child process, and the one task it has. */
export interface Renderer {
  /** Runs a task; resolves in every case. Only one at a time. */
  run(task: Task): Promise<Outcome>
  say(message: ToChild): void
  /** Stops the deadline while the child waits for something that is not its fault. */
  pause(paused: boolean): void
  kill(): Promise<void>
  readonly alive: boolean
  /** Tasks done. */
  readonly tasks: number
  /** Memory after the last task, in bytes. */
  readonly rss: number
}

/** A child that has not said it is ready after this many milliseconds never will. */
const startPatience = 30_000

/** Small heaps: pixels are outside of them. One malloc arena that gives back what it can: a third of the memory at no cost in time. */
const childFlags = ['--max-old-space-size=96', '--max-semi-space-size=1']
const childMalloc = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' }
/** How text is written as ASCII into EXIF must not depend on the language of a machine. */
const childLocale = { LC_ALL: 'C' }

/** Starts a child process. It is not waited for by this process unless it has a task. */
export function startRenderer(entry: URL, threads: number): Renderer {
  const child = fork(fileURLToPath(entry), [], {
    execArgv: childFlags,
    env: { ...process.env, ...childMalloc, ...childLocale, UV_THREADPOOL_SIZE: String(threads + 1) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return superviseChild(child)
}

function superviseChild(child: ChildProcess): Renderer {
  let ready = false
  let alive = true
  let tasks = 0
  let rss = 0
  let paused = false
  let cause: Outcome | undefined
  let current: { task: Task; settle(outcome: Outcome): void } | undefined
  let timer: NodeJS.Timeout | undefined

  const rest = (): void => clearTimeout(timer)
  const watch = (): void => {
    rest()
    if (current && !paused) timer = setTimeout(() => end({ end: 'timeout' }), ready ? current.task.patience : startPatience)
  }
  const end = (outcome: Outcome): void => {
    cause ??= outcome
    child.kill('SIGKILL')
  }
  const settle = (outcome: Outcome): void => {
    rest()
    const ended = current
    current = undefined
    paused = false
    keepsProcess(child, false)
    ended?.settle(outcome)
  }
  const exited = new Promise<void>((resolve) => {
    const over = (reason: string): void => {
      alive = false
      settle(cause ?? { end: 'crash', reason: ready ? reason : `it could not be started (${reason})` })
      resolve()
    }
    child.once('exit', (code, signal) => over(signal ? `signal ${signal}` : `exit code ${code}`))
    child.once('error', (error: NodeJS.ErrnoException) => over(error.code ?? error.message))
  })
  child.on('message', (message: FromChild) => {
    if (message.type === 'ready') ready = true
    else if (message.type === 'unusable') end({ end: 'unusable', problem: message.problem })
    else if (message.type === 'over-memory') end({ end: 'memory' })
    else if (message.type === 'ended') {
      if (message.id !== current?.task.message.id) return
      tasks++
      rss = message.rss
      return settle({ end: 'done', ...(message.problem && { problem: message.problem }) })
    } else current?.task.heard(message)
    watch()
  })
  keepsProcess(child, false)

  const say = (message: ToChild): void => {
    if (alive && child.connected) child.send(message, () => {})
  }
  return {
    run: (task) =>
      new Promise((resolve) => {
        if (!alive) return resolve(cause ?? { end: 'crash', reason: 'it had ended' })
        current = { task, settle: resolve }
        keepsProcess(child, true)
        watch()
        say(task.message)
      }),
    say,
    pause(wanted) {
      paused = wanted
      watch()
    },
    async kill() {
      end({ end: 'crash', reason: 'it was stopped' })
      // Somebody may wait for this with nothing else to do, and Node would end before they go on.
      if (alive) keepsProcess(child, true)
      await exited
    },
    get alive() {
      return alive && cause === undefined
    },
    get tasks() {
      return tasks
    },
    get rss() {
      return rss
    },
  }
}

/** Whether this process stays alive for the child's sake. */
function keepsProcess(child: ChildProcess, keeps: boolean): void {
  if (keeps) {
    child.ref()
    child.channel?.ref()
  } else {
    child.unref()
    child.channel?.unref()
  }
}
