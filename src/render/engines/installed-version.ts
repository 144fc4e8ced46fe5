import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const known = new Map<string, string | undefined>()

/** Version of an optional package; undefined where it is not installed. Reads its package file; loads nothing. */
export function installedVersion(name: string): string | undefined {
  if (!known.has(name)) known.set(name, find(name))
  return known.get(name)
}

function find(name: string): string | undefined {
  try {
    for (let folder = dirname(createRequire(import.meta.url).resolve(name)); ; folder = dirname(folder)) {
      const file = join(folder, 'package.json')
      const found = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown; version?: unknown }) : {}
      if (found.name === name) return String(found.version)
      if (folder === dirname(folder)) return undefined
    }
  } catch {
    return undefined
  }
}
