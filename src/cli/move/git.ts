import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** The git repository a site stands in. */
export interface Repository {
  /** Absolute path of the index file. */
  index: string
  /** Site paths of everything git tracks below the site's root. */
  tracked: ReadonlySet<string>
  /** `git mv`: renames on disk and in the index. Several sources go into a folder. Rejects with git's own words. */
  move(from: readonly string[], to: string, force: boolean): Promise<void>
}

/** Undefined outside a repository, without git, or when git refuses to work here. */
export async function openRepository(root: string): Promise<Repository | undefined> {
  try {
    const index = (await git(root, ['rev-parse', '--git-path', 'index'])).trim()
    const listed = await git(root, ['ls-files', '-z'])
    return {
      index: resolve(root, index),
      tracked: new Set(listed.split('\0').filter(Boolean)),
      async move(from, to, force) {
        await git(root, ['mv', ...(force ? ['-f'] : []), '--', ...from, to])
      },
    }
  } catch {
    return undefined
  }
}

/** Runs git without a shell: names are arguments, never text to be read again. */
function git(root: string, args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('git', ['-c', 'core.quotePath=false', ...args], {
      cwd: root,
      env: { ...process.env, LC_ALL: 'C', GIT_LITERAL_PATHSPECS: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
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
