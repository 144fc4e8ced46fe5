import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const NAME = '@hyzyla/pdfium'

let known: { version: string | undefined } | undefined

/** `pdfium 2.1.13`; undefined where the package is not installed. Reads its package file; loads nothing. */
export function pdfiumVersion(): string | undefined {
  known ??= { version: find() }
  return known.version
}

function find(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(NAME)
    const text = readFileSync(join(dirname(entry), '../package.json'), 'utf8')
    return `pdfium ${String((JSON.parse(text) as { version?: unknown }).version)}`
  } catch {
    return undefined
  }
}
