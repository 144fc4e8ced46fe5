import { relative, sep } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders of tests that start browsers, servers and builds: their files take up to a minute each, all others a second or so. */
const slow = ['e2e', 's3', 'site', 'vite', 'cli', 'faults', 'viewers', 'publish', 'hosts', 'render', 'types']

/** Runs what takes long first, so that no worker waits at the end for the last long file of another one. */
export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const [folder = ''] = relative(`${import.meta.dirname}/..`, moduleId).split(sep)
  const at = slow.indexOf(folder)
  return at < 0 ? slow.length : at
}
