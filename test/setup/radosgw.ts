import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the one S3 server of this run, and the process whose end ends it: see `test/s3/radosgw.ts`. */
    radosgw: { folder: string; watched: number }
  }
}

/** Says where the S3 server of this run is started when the first test needs it, and ends it after the last. */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = join(tmpdir(), `renditions-radosgw-${randomBytes(6).toString('hex')}`)
  project.provide('radosgw', { folder, watched: process.pid })
  return async () => {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => ''))
    if (pid > 0) process.kill(pid, 'SIGTERM')
  }
}
