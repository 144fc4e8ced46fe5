import { readFileSync, realpathSync, statSync } from 'node:fs'
import { fromSitePath, toSitePath } from '../base/site-path.js'
import { errorOf } from '../errors.js'
import { LARGEST_SIDECAR, parseSidecar, type ParsedSidecar } from './parse-sidecar.js'

/** What a file was when it was parsed; equal stamps mean equal bytes, as far as a file system can tell. */
interface Remembered {
  stamp: string
  parsed: Promise<ParsedSidecar>
}

export type SidecarMemory = Map<string, Remembered>

/**
 * Reads one sidecar (site path), or takes it from memory when the file is still the same. Never rejects: what cannot be
 * read is an error in the result. Reads at once, without a queue: sidecars are small, and a thousand waiting reads would
 * hold a thousand files open.
 */
export function readSidecar(root: string, path: string, memory: SidecarMemory): Promise<ParsedSidecar> {
  try {
    const file = fromSitePath(root, path)
    const { dev, ino, size, mtimeNs, ctimeNs, ...stats } = statSync(file, { bigint: true })
    const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(' ')
    const known = memory.get(path)
    if (known?.stamp === stamp) return known.parsed
    // Never open what is not a regular file: a pipe would wait for ever.
    if ((Number(stats.mode) & 0o170000) !== 0o100000) return refuse(path, 'it is not a regular file')
    if (size > LARGEST_SIDECAR) return refuse(path, `it is larger than ${LARGEST_SIDECAR / 1024} kB`)
    if (toSitePath(realpathSync(root), realpathSync(file)) === undefined)
      return refuse(path, 'it is a link that leads out of the root')
    const parsed = parse(path, readFileSync(file))
    memory.set(path, { stamp, parsed })
    return parsed
  } catch (error) {
    return refuse(path, error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason')
  }
}

function parse(path: string, bytes: Uint8Array): Promise<ParsedSidecar> {
  try {
    return parseSidecar(new TextDecoder('utf-8', { fatal: true }).decode(bytes), path)
  } catch {
    return refuse(path, 'it is not UTF-8 text')
  }
}

function refuse(path: string, reason: string): Promise<ParsedSidecar> {
  const place = { file: path, line: 1, column: 1 }
  return Promise.resolve({ fields: {}, places: {}, problems: [errorOf('sidecar-malformed', { reason }, place)] })
}
