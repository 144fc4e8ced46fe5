import {
  appendFileSync,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { temporaryNameFor } from '../../base/atomic-write.js'
import { formatLine, keyOfLine, parseLine, type CacheRecord, type LogLine } from './record.js'

/** The list of what is in a cache: an append-only file in which the last valid line of a key wins. */
export interface RecordLog {
  get(key: string): CacheRecord | undefined
  all(): CacheRecord[]
  /** Takes effect at once; reaches the disk soon, or with `flush`. */
  put(record: CacheRecord): void
  forget(key: string): void
  flush(): void
  /** Reads what other processes wrote meanwhile, and writes the file anew when most of it is out of date. */
  tidy(): void
}

/** Lines of waste that are not worth a rewrite. */
const tolerated = 2000

/**
 * Opens the log of a cache. Several processes may append at once: each write is one `O_APPEND` of whole lines.
 * A line that is lost or torn costs one rendering, never a wrong artifact. `writable: false` keeps all in memory.
 */
export function openRecordLog(file: string, writable: boolean): RecordLog {
  // A line is parsed when somebody asks for it: thousands are there in 15 ms, and a build asks for few.
  const records = new Map<string, CacheRecord | string>()
  const pending: string[] = []
  let lines = 0
  let timer: NodeJS.Immediate | undefined

  const read = (text: string): void => {
    for (const line of text.split('\n')) {
      if (line === '') continue
      lines++
      const found = keyOfLine(line)
      if (found?.forgotten) records.delete(found.key)
      else if (found) records.set(found.key, line)
    }
  }
  const get = (key: string): CacheRecord | undefined => {
    const held = records.get(key)
    if (typeof held !== 'string') return held
    const parsed = parseLine(held)
    if (!parsed || 'forgotten' in parsed) return undefined
    records.set(key, parsed)
    return parsed
  }
  const all = (): CacheRecord[] => [...records.keys()].flatMap((key) => get(key) ?? [])
  let size = load(file, read)

  const flush = (): void => {
    if (timer) clearImmediate(timer)
    timer = undefined
    if (pending.length === 0) return
    // The break in front keeps a line another process left torn from spoiling ours.
    const text = `\n${pending.splice(0).join('\n')}\n`
    if (writable) appendFileSync(file, text)
  }
  const write = (line: LogLine): void => {
    pending.push(formatLine(line))
    timer ??= setImmediate(() => quietly(flush))
  }
  return {
    get,
    all,
    put(record) {
      records.set(record.key, record)
      write(record)
    },
    forget(key) {
      if (records.delete(key)) write({ key, forgotten: true })
    },
    flush,
    tidy() {
      flush()
      if (!writable || sizeOf(file) === size) return
      records.clear()
      lines = 0
      size = load(file, read)
      if (lines > 2 * records.size + tolerated) size = rewrite(file, size, all())
    },
  }
}

/** Reads a log and returns how many bytes it had. */
function load(file: string, read: (text: string) => void): number {
  try {
    const text = readFileSync(file, 'latin1')
    read(text)
    return text.length
  } catch {
    return 0
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** Replaces the log by its live lines. What others append to the old file meanwhile is carried over. */
function rewrite(file: string, readBytes: number, records: readonly CacheRecord[]): number {
  const temporary = temporaryNameFor(file)
  const old = openSync(file, 'r')
  try {
    const text = records.map((record) => `${formatLine(record)}\n`).join('')
    writeFileSync(temporary, text, { flag: 'wx' })
    renameSync(temporary, file)
    const tail = Buffer.alloc(Math.max(0, fstatSync(old).size - readBytes))
    readSync(old, tail, 0, tail.length, readBytes)
    if (tail.length > 0) appendFileSync(file, tail)
    return sizeOf(file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(old)
  }
}

/** A log that cannot be written costs time in the next build, not this one. */
function quietly(work: () => void): void {
  try {
    work()
  } catch {
    // Said once by the cache, when it is opened or closed.
  }
}
