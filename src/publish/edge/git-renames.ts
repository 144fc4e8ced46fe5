import { spawn } from 'node:child_process'
import type { Rename } from '../identity.js'

const DEADLINE = 10_000
const LARGEST_OUTPUT = 16 * 1024 * 1024

/**
 * Renames git sees, as site paths: between the commit that last wrote the ledger and the working tree (staged files
 * included), or since `HEAD` when the ledger was never committed. Empty when there is no git, no repository, or no
 * answer within 10 seconds: a rename is then told from bytes and names alone. Ask only when `wantsRenames` says so.
 * @param root Absolute path of the site's root.
 * @param ledger Site path of the ledger.
 */
export async function gitRenames(root: string, ledger: string): Promise<Rename[]> {
  const commit = (await git(root, ['log', '-1', '--format=%H', '--', ledger])).trim()
  const since = /^[0-9a-f]{40,64}$/.test(commit) ? commit : 'HEAD'
  // `-z` gives names as they are; `--relative` gives them below the root, which may be a folder of the repository.
  const text = await git(root, [
    'diff',
    '-z',
    '-M',
    '--relative',
    '--name-status',
    '--diff-filter=R',
    '--no-ext-diff',
    since,
    '--',
  ])
  return parseNameStatus(text)
}

/** Reads `R087\0from\0to\0…`. */
export function parseNameStatus(text: string): Rename[] {
  const fields = text.split('\0')
  const renames: Rename[] = []
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [status, from, to] = fields.slice(index, index + 3)
    const similarity = /^R(\d+)$/.exec(status ?? '')?.[1]
    if (similarity !== undefined && from && to) renames.push({ from, to, similarity: Number(similarity) })
  }
  return renames
}

function git(root: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    // No file system monitor and no lock: asking must not run or disturb anything.
    const options = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false']
    const child = spawn('git', [...options, ...args], {
      cwd: root,
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: DEADLINE,
      windowsHide: true,
    })
    const chunks: Buffer[] = []
    let size = 0
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > LARGEST_OUTPUT) child.kill('SIGKILL')
      else chunks.push(chunk)
    })
    child.on('error', () => resolve(''))
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks).toString('utf8') : ''))
  })
}
