import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { atomicWrite } from '../../base/atomic-write.js'
import type { Change } from './all-or-nothing.js'

/** The git repository a site stands in. */
export interface Repository {
  /** Absolute path of the index file. */
  index: string
  /** Site paths of everything git tracks below the site's root. */
  tracked: ReadonlySet<string>
  /** `git mv`: renames on disk and in the index. Several sources go into a folder. Rejects with git's own words. */
  move(from: readonly string[], to: string, force: boolean): Promise<void>
  /** Site paths of tracked files that differ from the last commit, on disk or in the index. */
  changed(): Promise<ReadonlySet<string>>
  /** `git rm --cached`: takes files out of the index; what they were stays in the history. */
  forget(paths: readonly string[]): Promise<void>
}

/** A command line has an end. */
const MOST_NAMES = 200

/** Undefined outside a repository, without git, or when git refuses to work here. */
export async function openRepository(root: string): Promise<Repository | undefined> {
  try {
    const index = (await git(root, ['rev-parse', '--git-path', 'index'])).trim()
    const tracked = new Set(split(await git(root, ['ls-files', '-z'])))
    return {
      index: resolve(root, index),
      tracked,
      async move(from, to, force) {
        await git(root, ['mv', ...(force ? ['-f'] : []), '--', ...from, to])
      },
      async changed() {
        // Without a commit there is nothing to come back to.
        const base = await git(root, ['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => undefined)
        if (base === undefined) return new Set(tracked)
        return new Set(split(await git(root, ['diff', '--name-only', '-z', '--relative', '--no-renames', 'HEAD', '--'])))
      },
      async forget(paths) {
        for (let at = 0; at < paths.length; at += MOST_NAMES)
          await git(root, ['rm', '--cached', '--force', '--quiet', '--', ...paths.slice(at, at + MOST_NAMES)])
      },
    }
  } catch {
    return undefined
  }
}

/** Path of a folder below the root of its repository, with a slash at its end; `''` for the root itself and outside of one. */
export async function prefixInRepository(root: string): Promise<string> {
  const prefix = await git(root, ['rev-parse', '--show-prefix']).catch(() => '')
  return prefix.replace(/\r?\n$/, '')
}

/** Git's index comes back as it was, with whatever was staged, when the change fails. */
export async function keepIndex({ index }: Repository, change: Change): Promise<void> {
  const bytes = await readFile(index).catch(() => undefined)
  change.undo(async () => {
    if (bytes === undefined) return
    const current = await readFile(index).catch(() => undefined)
    if (!current?.equals(bytes)) await atomicWrite(index, bytes)
  })
}

function split(listed: string): string[] {
  return listed.split('\0').filter(Boolean)
}

/** Runs git without a shell: names are arguments, never text to be read again. */
function git(root: string, args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: root,
      env: { ...process.env, LC_ALL: 'C', GIT_LITERAL_PATHSPECS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A Ctrl-C in the terminal is for us: git is to finish the step it is at, which is undone then.
      detached: process.platform !== 'win32',
    })
    const out: Buffer[] = []
    const complaint: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk))
    child.on('error', fail)
    child.on('close', (code) => {
      if (code === 0) done(Buffer.concat(out).toString('utf8'))
      else fail(new Error(Buffer.concat(complaint).toString('utf8').trim() || `git ${args[0]} ended with code ${code}`))
    })
  })
}
