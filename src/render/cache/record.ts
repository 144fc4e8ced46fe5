import { crc32 } from 'node:zlib'
import type { Artifact } from '../../types.js'

/** How a file looked when its bytes were last known to be right. */
export interface Seen {
  mtime: number
  ctime: number
  inode: number
  /** Milliseconds since 1970 when it was looked at. */
  at: number
}

/** One line of the record log. */
export interface CacheRecord extends Artifact {
  /** Milliseconds since 1970; coarse. */
  used: number
  seen?: Seen
}

/** A line of the log: a record, or a key that is forgotten. */
export type LogLine = CacheRecord | { key: string; forgotten: true }

/**
 * One log line, without its line break: fields split by spaces, then the CRC-32 of everything before it, so that a
 * line torn by a crash, a full disk or two writers is noticed. (Bytes of artifacts are guarded by SHA-256.)
 */
export function formatLine(line: LogLine): string {
  const text = 'forgotten' in line ? `${line.key} -` : fieldsOf(line).join(' ')
  return `${text} ${crc32(text).toString(36)}`
}

function fieldsOf({ key, digest, bytes, width, height, used, seen }: CacheRecord): (string | number)[] {
  const fields = [key, digest, bytes, width, height, used]
  return seen ? [...fields, seen.mtime, seen.ctime, seen.inode, seen.at] : fields
}

/** The key of a line and whether it is forgotten there; undefined for a torn or strange line. Cheap: nothing else is parsed. */
export function keyOfLine(line: string): { key: string; forgotten: boolean } | undefined {
  const end = line.lastIndexOf(' ')
  if (end < 0 || crc32(line.slice(0, end)).toString(36) !== line.slice(end + 1)) return undefined
  const at = line.indexOf(' ')
  return { key: line.slice(0, at), forgotten: line.startsWith(' - ', at) }
}

/** The line's content, or undefined for a torn or strange one. */
export function parseLine(line: string): LogLine | undefined {
  if (!keyOfLine(line)) return undefined
  const fields = line.slice(0, line.lastIndexOf(' ')).split(' ')
  const [key = '', digest = ''] = fields
  if (digest === '-') return { key, forgotten: true }
  const number = (index: number): number => Number(fields[index])
  if (fields.length !== 6 && fields.length !== 10) return undefined
  const record = { key, digest, bytes: number(2), width: number(3), height: number(4), used: number(5) }
  return fields.length === 6
    ? record
    : { ...record, seen: { mtime: number(6), ctime: number(7), inode: number(8), at: number(9) } }
}
