import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Ids of the direct children of a process that run our renderer. Linux only. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => read(`/proc/${id}/stat`).split(') ')[1]?.split(' ')[1] === String(parent))
    .filter((id) => read(`/proc/${id}/cmdline`).includes('render-child'))
}

export function isRunning(id: number): boolean {
  const state = read(`/proc/${id}/stat`).split(') ')[1]?.[0]
  return state !== undefined && state !== 'Z'
}

/** Most memory a process has had at once, in bytes. */
export function highWater(id: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${id}/status`))?.[1] ?? 0) * 1024
}

/** Waits until something holds, at most so many milliseconds. */
export async function until(holds: () => boolean, milliseconds = 5000): Promise<boolean> {
  for (const end = performance.now() + milliseconds; performance.now() < end; await sleep(10)) if (holds()) return true
  return holds()
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
