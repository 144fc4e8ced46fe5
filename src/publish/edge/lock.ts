import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { temporaryNameFor } from '../../base/atomic-write.js'
import { makeFolder } from '../../base/make-folder.js'
import { errorOf, RenditionsError } from '../../errors.js'

/** The process that has a lock. */
export interface Holder {
  pid: number
  host: string
  /** When that process started, in the system's own unit; '' where it cannot be told. Tells a reused pid. */
  started: string
  token: string
}

const PAUSE = 50

/**
 * Takes the lock for one target, or waits for it. A lock whose process is dead is taken over when it was of this
 * machine; otherwise `publish-locked` after `patience` milliseconds. Freed by the returned function, at the end of
 * the process, and on SIGINT, SIGTERM and SIGHUP unless somebody else handles those: who does may have work to take back.
 */
export async function acquireLock(file: string, target: string, patience = 30_000): Promise<() => void> {
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    started: startOf(process.pid),
    token: randomBytes(12).toString('hex'),
  }
  await makeFolder(dirname(file))
  // Before there is a lock: a signal may come at the moment it is made.
  const release = releaseOnExit(file, mine)
  try {
    await waitFor(file, target, mine, patience)
    return release
  } catch (error) {
    release()
    throw error
  }
}

async function waitFor(file: string, target: string, mine: Holder, patience: number): Promise<void> {
  const deadline = performance.now() + patience
  while (!(await create(file, mine))) {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const holder = parseHolder(text)
    if (holder && isDead(holder)) {
      await takeAway(file, text)
    } else if (performance.now() > deadline) {
      const who = holder ? `process ${holder.pid} on "${holder.host}"` : 'its lock file cannot be read'
      throw new RenditionsError(errorOf('publish-locked', { target, holder: who, file: basename(file) }))
    } else {
      await sleep(PAUSE)
    }
  }
}

/** The file appears with all its content, or not at all. */
async function create(file: string, mine: Holder): Promise<boolean> {
  const temporary = temporaryNameFor(file)
  const text = JSON.stringify(mine)
  await writeFile(temporary, text, { flag: 'wx' })
  try {
    await link(temporary, file)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    return createWithoutLinks(file, text)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function createWithoutLinks(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Moves a dead lock aside, so that of several who want to only one does; puts it back if it was a new one by then. */
async function takeAway(file: string, dead: string): Promise<void> {
  const aside = temporaryNameFor(file)
  try {
    await rename(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if ((await readFile(aside, 'utf8')) !== dead) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

/** Reads what a holder wrote of itself; undefined for anything else. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const { pid, host, started, token } = value as Record<string, unknown>
    const sane =
      Number.isInteger(pid) &&
      (pid as number) > 0 &&
      typeof host === 'string' &&
      typeof started === 'string' &&
      typeof token === 'string'
    return sane ? { pid: pid as number, host, started, token } : undefined
  } catch {
    return undefined
  }
}

/** True when the process was of this machine and is gone; of others nobody knows. */
export function isDead(holder: Holder): boolean {
  if (holder.host !== hostname()) return false
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
  const now = startOf(holder.pid)
  return holder.started !== '' && now !== '' && now !== holder.started
}

/**
 * When a process started, which tells a reused pid; '' where it cannot be told. Field 22 of `/proc/<pid>/stat` (proc(5)); the name before it may hold spaces and
 * brackets.
 */
export function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What listens to signals for the locks of this process. */
const listeners = new Set<unknown>()

function releaseOnExit(file: string, mine: Holder): () => void {
  const release = (): void => {
    process.off('exit', release)
    for (const signal of SIGNALS) process.off(signal, onSignal)
    listeners.delete(onSignal)
    try {
      if (parseHolder(readFileSync(file, 'utf8'))?.token === mine.token) rmSync(file, { force: true })
    } catch {
      // Gone already, or the disk is: the next run sees that this process is dead.
    }
  }
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listeners(signal).some((listener) => !listeners.has(listener))) return
    release()
    // Our listeners took the place of the default; when nobody else handles the signal, it has to happen after all.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  process.on('exit', release)
  listeners.add(onSignal)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return release
}
