import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Options } from '../../src/config/options.js'
import type { TempSite } from '../site/temp-site.js'

/** The built command line. */
export const CLI = join(import.meta.dirname, '../../dist/cli.js')
const BUILD = join(import.meta.dirname, '../site/build-child.mjs')

/** What a build in a process of its own said. */
export interface Built {
  code: number | null
  error: string | undefined
  warnings: string[]
  info: string[]
}

/** A disk of its own below a folder, with what `mount -t tmpfs -o` takes (`size=1m`, `nr_inodes=64`). Needs root, as in CI. */
export function mountDisk(folder: string, options: string): { change(options: string): void; unmount(): void } {
  mkdirSync(folder, { recursive: true })
  run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
  return {
    change: (changed) => run('mount', ['-o', `remount,${changed}`, folder]),
    unmount: () => void spawnSync('umount', ['--lazy', folder]),
  }
}

function run(program: string, parameters: readonly string[]): void {
  const { status, stderr } = spawnSync(program, parameters, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`This test has to mount a disk and so needs root (or "unshare -rm"): ${stderr}`)
}

/** Starts a build of the built package; `before` are words in front of `node` (`strace …`). */
export function startBuild(site: TempSite, options: Options, before: readonly string[] = [], user?: number): ChildProcess {
  const [program = '', ...parameters] = [...before, process.execPath, BUILD, JSON.stringify(options), site.root]
  return spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RENDITIONS_CORES: '1' },
    ...(user !== undefined && { uid: user, gid: user }),
  })
}

export async function endOfBuild(child: ChildProcess): Promise<Built> {
  let [out, errors] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  try {
    const [{ error, warnings, info }] = JSON.parse(out.trim().split('\n').at(-1) ?? '') as [Omit<Built, 'code'>]
    return { code, error, warnings, info }
  } catch {
    throw new Error(`the build ended with ${code}: ${out}\n${errors}`)
  }
}

export const buildApart = (site: TempSite, options: Options, before?: readonly string[], user?: number): Promise<Built> =>
  endOfBuild(startBuild(site, options, before, user))

/** Words that make system calls fail (https://man7.org/linux/man-pages/man1/strace.1.html, "Tampering"). */
export function failing(calls: string, how: string, file?: string): string[] {
  const traced = ['strace', '-f', '-qqq', '--seccomp-bpf', '-o', '/dev/null', '-e', `trace=${calls}`]
  return [...traced, ...(file === undefined ? [] : ['-P', file]), '-e', `inject=${calls}:${how}`]
}
