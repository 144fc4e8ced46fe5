import { spawn } from 'node:child_process'
import type { FromGuard, ToGuard } from './targets/command/run-command.js'

/**
 * The process between us and a program of the user: it ends that program, and what it started, when we are gone,
 * however we went. Output goes past it, straight to us. Started by `targets/command/run-command.ts` only, as the leader
 * of a group of processes that all can be ended by one signal.
 */
const PATIENCE = 5_000

let isEnding = false

// The group is sent the signal, and we are one of it: we stay, to see to it that the others go.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end)
process.on('disconnect', end)

process.on('message', ({ program, parameters }: ToGuard) => {
  const child = spawn(program, parameters, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true })
  child.on('error', (error: NodeJS.ErrnoException) => leave({ reason: error.code ?? error.message }))
  child.on('exit', (code, signal) => leave(signal ? { reason: signal } : { code: code ?? 0 }))
})

function leave(message: FromGuard): void {
  if (isEnding) return killAll()
  process.send?.(message, () => process.disconnect())
  process.off('disconnect', end)
}

function end(): void {
  if (isEnding) return
  isEnding = true
  signalAll('SIGTERM')
  setTimeout(killAll, PATIENCE)
}

function killAll(): void {
  signalAll('SIGKILL')
  process.exit(1)
}

function signalAll(signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-process.pid, signal)
  } catch {
    // No groups on this system, or nobody else is left in it.
  }
}
