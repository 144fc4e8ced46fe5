import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Parts of libvips that can change an output's bytes. Others come and go by platform and would split the cache for nothing. */
const parts = ['vips', 'aom', 'heif', 'webp', 'mozjpeg', 'png', 'imagequant', 'cgif', 'lcms', 'rsvg', 'uhdr', 'zlib-ng'] as const

let known: string | undefined

/**
 * Versions of sharp and of the codecs in it as one line: `sharp 0.35.5, vips 8.18.7, aom 3.15.1 …`. Read from their
 * package files, because loading the native code costs 60 ms and 30 MB; only where those are not found is it loaded,
 * in a process of its own. The processor is not part of it: a site built on two kinds of machine keeps one set of addresses.
 */
export function sharpVersion(): string {
  known ??= describe(versionsOnDisk() ?? versionsByLoading())
  return known
}

type Versions = Readonly<Record<string, string>>

function describe(versions: Versions): string {
  const names = ['sharp', ...parts].filter((name) => versions[name] !== undefined)
  return names.map((name) => `${name} ${versions[name]}`).join(', ')
}

function versionsOnDisk(): Versions | undefined {
  try {
    const require = createRequire(import.meta.url)
    const root = packageRoot(require.resolve('sharp'))
    const { version } = readJson(join(root, 'package.json'))
    const nearSharp = createRequire(join(root, 'package.json'))
    for (const name of libraryPackages()) {
      const versions = tryResolve(nearSharp, `${name}/versions`)
      if (versions && version) return { ...readJson(versions), sharp: version }
    }
  } catch {
    // Not installed in the usual way (bundled, Plug'n'Play): asked for by loading.
  }
  return undefined
}

/** The folder of the package a module belongs to. */
function packageRoot(file: string): string {
  const mark = `${join('node_modules', 'sharp')}`
  const at = file.lastIndexOf(mark)
  return at < 0 ? join(dirname(file), '..') : file.slice(0, at + mark.length)
}

/** Where libvips and the list of its parts may be, by platform; the C library's flavour shows by what is installed. */
function libraryPackages(): string[] {
  const { platform, arch } = process
  const names = platform === 'linux' ? [`linux-${arch}`, `linuxmusl-${arch}`] : [`${platform}-${arch}`]
  return [...names.map((name) => `@img/sharp-libvips-${name}`), ...names.map((name) => `@img/sharp-${name}`), '@img/sharp-wasm32']
}

function tryResolve(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name)
  } catch {
    return undefined
  }
}

function readJson(file: string): Record<string, string> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
}

function versionsByLoading(): Versions {
  const code = 'import(process.argv[1]).then(({ default: sharp }) => process.stdout.write(JSON.stringify(sharp.versions)))'
  const entry = import.meta.resolve('sharp')
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code, entry], { encoding: 'utf8' })) as Versions
}
