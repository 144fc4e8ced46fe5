import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

export interface Machine {
  /** Text of a file, undefined when it cannot be read. */
  read(path: string): string | undefined
  parallelism: number
  env: Readonly<Record<string, string | undefined>>
}

/**
 * Cores this process may really use: what `RENDITIONS_CORES` says, else the processors it may run on, bounded by
 * the CPU time its control group gets (Docker's `--cpus`, Kubernetes limits). At least 1.
 * Sources: Linux `Documentation/admin-guide/cgroup-v2.rst` (`cpu.max`), `cgroup-v1` (`cpu.cfs_quota_us`).
 */
export function availableCores(machine: Machine = thisMachine()): number {
  const wanted = Number(machine.env['RENDITIONS_CORES'])
  if (Number.isInteger(wanted) && wanted > 0) return wanted
  return Math.max(1, Math.min(machine.parallelism, Math.round(quota(machine))))
}

/** CPUs' worth of time; Infinity when nothing limits it. */
function quota({ read }: Machine): number {
  const groups = (read('/proc/self/cgroup') ?? '').split('\n').map((line) => line.split(':'))
  const unified = groups.find(([id]) => id === '0')?.[2] ?? '/'
  const cpu = groups.find(([, controllers]) => controllers?.split(',').includes('cpu'))?.[2] ?? '/'
  const limits = [
    ...upwards(unified).map((group) => unifiedQuota(read(`/sys/fs/cgroup${group}/cpu.max`))),
    ...upwards(cpu).map((group) =>
      ratio(read(`/sys/fs/cgroup/cpu${group}/cpu.cfs_quota_us`), read(`/sys/fs/cgroup/cpu${group}/cpu.cfs_period_us`)),
    ),
  ]
  return Math.min(...limits)
}

/** A group and all above it, any of which may be the one with a limit: `/a/b` → `/a/b`, `/a`, ``. */
function upwards(group: string): string[] {
  const names = group.split('/').filter((name) => name !== '' && name !== '..')
  return [...names.map((_, index) => `/${names.slice(0, names.length - index).join('/')}`), '']
}

function unifiedQuota(text: string | undefined): number {
  const [time, period] = (text ?? '').trim().split(' ')
  return ratio(time, period)
}

function ratio(time: string | undefined, period: string | undefined): number {
  const cpus = Number(time) / Number(period)
  return cpus > 0 && Number.isFinite(cpus) ? cpus : Infinity
}

function thisMachine(): Machine {
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return undefined
    }
  }
  return { read, parallelism: availableParallelism(), env: process.env }
}
