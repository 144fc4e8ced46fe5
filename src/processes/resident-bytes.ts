import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** Bytes of memory a process holds; 0 when it is gone, or where that cannot be asked (Windows). */
export async function residentBytes(pid: number): Promise<number> {
  switch (process.platform) {
    case 'win32':
      return 0
    case 'linux':
      return kilobytes(/^VmRSS:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1])
    default:
      return kilobytes(await listed(pid))
  }
}

/** As POSIX `ps` tells it. */
function listed(pid: number): Promise<string> {
  return new Promise((done) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => done(error ? '' : stdout.trim()))
  })
}

function kilobytes(text: string | undefined): number {
  return Number(text ?? 0) * 1024 || 0
}
