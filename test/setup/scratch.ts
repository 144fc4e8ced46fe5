import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for what test files share, removed after the last of them. */
    scratch: string
  }
}

/** Makes the folder that test files of this run share things in. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'renditions-scratch-'))
  project.provide('scratch', folder)
  return () => rm(folder, { recursive: true, force: true })
}
