import { spawn, type ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { residentBytes } from './resident-bytes.js'
import type { FromGuard, ToGuard } from './run-program.js'

/**
 * The process between us and a program: it ends that program, and what it started, when we are gone, however we went,
 * and when it takes too much memory. Output goes past it, straight to us. Started by `run-program.ts` only, as the leader
 * of a group of processes that all can be ended by one signal.
 */

/** Looks at memory this often, in milliseconds: a hostile film takes gigabytes within a second. */
const INTERVAL = 50

let patience = 0
let program: ChildProcess | undefined
let isEnding = false

// The group is sent the signal, and we are one of it: we stay, to see to it that the others go.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
process.on('disconnect', end)

process.on('message', (message: ToGuard) => {
  if (message === 'stop') return end()
  if (isEnding) return
  patience = message.patience
  let isOver = false
  if (message.isPatient) giveWay()
  const child = spawn(message.program, message.parameters, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true })
  program = child
  const { memory } = message
  if (memory !== undefined)
    watch(child, memory, () => {
      isOver = true
      child.kill('SIGKILL')
    })
  child.on('error', (error: NodeJS.ErrnoException) => leave({ reason: error.code ?? error.message }))
  child.on('exit', (code, signal) => {
    if (signal) leave({ reason: signal, ...(isOver && { over: 'memory' }) })
    else leave({ code: code ?? 0 })
  })
})

/** What a process starts is no more pressing than it is itself. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // Then it takes its turn like everything else.
  }
}

function watch(child: ChildProcess, most: number, over: () => void): void {
  const { pid } = child
  if (pid === undefined) return
  let isAsking = false
  const timer = setInterval(() => {
    if (isAsking) return
    isAsking = true
    void residentBytes(pid).then((bytes) => {
      isAsking = false
      if (bytes > most) over()
    })
  }, INTERVAL)
  timer.unref()
  child.on('exit', () => clearInterval(timer))
}

function leave(message: FromGuard): void {
  if (isEnding) return killAll()
  process.send?.(message, () => process.disconnect())
  process.off('disconnect', end)
}

function end(): void {
  if (isEnding) return
  isEnding = true
  if (patience === 0) return killAll()
  signalAll('SIGTERM')
  setTimeout(killAll, patience)
}

function killAll(): void {
  signalAll('SIGKILL')
  process.exit(1)
}

function signalAll(signal: 'SIGTERM' | 'SIGKILL'): void {
  // Where there are no groups, at least the program itself.
  program?.kill(signal)
  try {
    process.kill(-process.pid, signal)
  } catch {
    // No groups on this system, or nobody else is left in it.
  }
}
