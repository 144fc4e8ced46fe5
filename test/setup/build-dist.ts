import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const dist = join(root, 'dist')

/**
 * Builds `dist/` before the tests when a source is newer: renderers, the CLI and the package run from there. A build
 * that fails is reported and leaves the former `dist/`, so that tests that need none still tell what they know. Type
 * errors are no concern of the tests: the compiler writes declarations all the same, and `npm run check` reports them.
 */
export default async function buildDist(): Promise<void> {
  const started = new Date()
  if ((await newest(['src', 'vite.config.ts', 'package.json'])) <= (await timeOf(dist))) return
  const staging = await mkdtemp(join(root, 'node_modules/.renditions-build-'))
  try {
    await run('vite', ['build', '--outDir', staging, '--logLevel', 'warn'])
    await run('tsc', ['-p', 'src/tsconfig.build.json', '--outDir', staging]).catch(() => undefined)
    await utimes(staging, started, started)
    await rm(dist, { recursive: true, force: true })
    await rename(staging, dist)
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    console.error(`The package could not be built; tests run on the former dist/.\n${stdout}${stderr || String(error)}`)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

function run(tool: string, parameters: readonly string[]): Promise<unknown> {
  return promisify(execFile)(join(root, 'node_modules/.bin', tool), parameters, {
    cwd: root,
    shell: process.platform === 'win32',
  })
}

/** Newest modification time (ms) of files and of everything in folders. */
async function newest(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(
    paths.map(async (path) => {
      const inside = await readdir(join(root, path), { recursive: true }).catch(() => [])
      return Promise.all(['', ...inside].map((name) => timeOf(join(root, path, name))))
    }),
  )
  return Math.max(...times.flat())
}

async function timeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0
}
