import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const run = promisify(execFile)

/** The major versions that the package says it works with: `['6', '7', '8']`. */
export async function viteMajors(): Promise<string[]> {
  const { peerDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    peerDependencies: { vite: string }
  }
  return peerDependencies.vite.split('||').map((range) => /\d+/.exec(range)?.[0] ?? '')
}

/** Folder of a `vite` package of a major version: this project's own, or one that is installed once and kept. */
export async function viteFolder(major: string): Promise<string> {
  const own = dirname(createRequire(import.meta.url).resolve('vite/package.json'))
  const { version } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8')) as { version: string }
  if (version.split('.')[0] === major) return own
  const folder = join(root, `node_modules/.cache/renditions-tests/vite-${major}`)
  const vite = join(folder, 'node_modules/vite')
  if (
    await access(vite).then(
      () => true,
      () => false,
    )
  )
    return vite
  await mkdir(dirname(folder), { recursive: true })
  const staging = await mkdtemp(`${folder}-`)
  await writeFile(join(staging, 'package.json'), '{ "private": true }')
  await run('npm', ['install', '--prefer-offline', '--no-package-lock', '--no-audit', '--no-fund', `vite@${major}`], {
    cwd: staging,
  })
  // Another run may have been quicker; its folder is as good.
  await rename(staging, folder).catch(() => rm(staging, { recursive: true, force: true }))
  return vite
}
