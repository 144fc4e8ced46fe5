import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { stampOf, type Command, type Programs } from '../ffmpeg/search.js'

/** libav as a package of npm, and the package that people install it with. */
const PACKAGE = 'node-av'
const BROUGHT_BY = '@mediabunny/server'

/**
 * Looks for `node-av` where a site's own packages are, or where those of `@mediabunny/server` are. What does the work is
 * `program`, the built `program.ts`, in a process of its own. Nothing is loaded.
 */
export function searchPackage(root: string, program: URL): Programs | undefined {
  const entry = resolved(root, PACKAGE) ?? resolved(dirname(resolved(root, BROUGHT_BY) ?? root), PACKAGE)
  const version = entry && versionOf(dirname(entry))
  if (!entry || !version) return undefined
  const task = (name: string): Command => [process.execPath, fileURLToPath(program), pathToFileURL(entry).href, version, name]
  return {
    ffmpeg: task('encode'),
    ffprobe: task('probe'),
    abilities: task('abilities'),
    stamp: `${PACKAGE} ${version} ${stampOf(entry)}`,
    isEmbedded: true,
  }
}

function resolved(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name)
  } catch {
    return undefined
  }
}

/** As the package file above a module says. */
function versionOf(folder: string): string | undefined {
  try {
    const read = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: unknown; version?: unknown }
    if (read.name === PACKAGE) return String(read.version)
  } catch {
    // It is further up.
  }
  return folder === dirname(folder) ? undefined : versionOf(dirname(folder))
}
