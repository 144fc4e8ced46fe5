import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { atomicWrite } from '../base/atomic-write.js'
import { byCodeUnit } from '../base/by-code-unit.js'
import { warningOf } from '../errors.js'
import type { FilmFacts } from '../film-types.js'
import type { Digest, Probe, Problem } from '../types.js'
import type { Stamp } from './catalogue.js'

/** What is known of a file as long as its stamp is the same. */
export interface KnownFile {
  digest: Digest
  /** Absent when only the digest was needed. */
  probe?: Probe
  problems?: readonly Problem[]
  /** Of a film or sound: version of the encoder that looked at it; '' where there was none. */
  encoder?: string
  /** Of a GIF that is shown as a film: what its headers say of it, and who read them. */
  moving?: { encoder: string; facts: FilmFacts }
}

/** Remembers what reading a file told, so that a warm build reads none. */
export interface StatIndex {
  get(path: string, stamp: Stamp): KnownFile | undefined
  /** `readAt` is when reading began, in milliseconds since 1970: a file changed after that must not be taken for known. */
  set(path: string, stamp: Stamp, known: KnownFile, readAt: number): void
  /**
   * Writes a whole new file if anything changed; of several processes the last one wins. Entries that `keep` refuses
   * are dropped. Gives a warning when the file cannot be written; the next build then reads everything again.
   */
  close(keep?: (path: string) => boolean): Promise<Problem | undefined>
}

/** A change within this time of reading may leave the stamp as it was (FAT counts in 2 s; git calls such entries racy). */
const RACY_MS = 2000
const FORMAT = 4

/**
 * Opens the index in `file`, one line per path: CRC-32, path, stamp and knowledge as JSON. A line whose checksum is wrong
 * is dropped by itself. `version` names whatever makes the probes; another version's index is empty. `name` is how
 * messages call the file.
 */
export function createStatIndex(file: string, { version, name }: { version: string; name: string }): StatIndex {
  const header = withSum(JSON.stringify({ format: FORMAT, version }))
  const lines = load(file, header)
  let isChanged = false
  return {
    get(path, stamp) {
      const line = lines.get(path)
      const record = line === undefined ? undefined : parse(line)
      if (!record || record.stamp !== textOf(stamp)) return undefined
      // Trusted only if the file was at rest for a while when it was read.
      return Number(stamp.mtimeNs / 1_000_000n) < record.readAt - RACY_MS ? record.known : undefined
    },
    set(path, stamp, known, readAt) {
      lines.set(path, withSum(`${JSON.stringify(path)}\t${JSON.stringify({ stamp: textOf(stamp), readAt, known })}`))
      isChanged = true
    },
    async close(keep) {
      for (const path of keep ? [...lines.keys()] : []) if (!keep?.(path)) isChanged = lines.delete(path) || isChanged
      if (!isChanged) return undefined
      const sorted = [...lines].sort(([a], [b]) => byCodeUnit(a, b)).map(([, line]) => line)
      try {
        await atomicWrite(file, `${[header, ...sorted].join('\n')}\n`)
        isChanged = false
        return undefined
      } catch (error) {
        return warningOf('cache-unwritable', { path: name, reason: (error as NodeJS.ErrnoException).code ?? 'unknown error' })
      }
    },
  }
}

/** Lines by path. Checksums are looked at when a line is used: most builds use few. */
function load(file: string, header: string): Map<string, string> {
  const lines = new Map<string, string>()
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return lines
  }
  const [first, ...rest] = text.split('\n')
  if (first !== header) return lines
  for (const line of rest) {
    const path = pathOf(line)
    if (path !== undefined) lines.set(path, line)
  }
  return lines
}

function pathOf(line: string): string | undefined {
  const end = line.indexOf('\t', 9)
  if (end === -1) return undefined
  try {
    const path: unknown = JSON.parse(line.slice(9, end))
    return typeof path === 'string' ? path : undefined
  } catch {
    return undefined
  }
}

function parse(line: string): { stamp: string; readAt: number; known: KnownFile } | undefined {
  if (line !== withSum(line.slice(9))) return undefined
  try {
    return JSON.parse(line.slice(line.indexOf('\t', 9) + 1)) as { stamp: string; readAt: number; known: KnownFile }
  } catch {
    return undefined
  }
}

function textOf({ size, mtimeNs, ctimeNs, ino }: Stamp): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`
}

function withSum(text: string): string {
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}`
}
