import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import picomatch from 'picomatch'
import { digestOf } from '../base/hash.js'
import { naturalOrder } from '../base/natural-order.js'
import { isSetFile, isSetPath } from '../base/set-path.js'
import { fromSitePath, rootUrlOf } from '../base/site-path.js'
import { isTranscriptPath } from '../base/track-name.js'
import type { SetRule } from '../config/types.js'
import { errorOf } from '../errors.js'
import type { MediaSet, Problem } from '../types.js'
import type { Catalogue, Stamp } from './catalogue.js'
import { namedSets, type NamedSets } from './named-sets.js'

/** The sets of a site: files that say so, and groups of files by their names. */
export interface Sets {
  /** A naming rule finds a set of this name. Set files are assets like others. */
  isNamed(path: string): boolean
  /** Site paths of the sets that naming rules find. */
  named(): Iterable<string>
  /** Assets where a naming rule says it applies, and whose names none matches. */
  unmatched(): readonly string[]
  /** Members and words of a set, read at most once. Never rejects. */
  read(path: string): Promise<{ set: MediaSet; problems: readonly Problem[] } | { problem: Problem }>
  /** Assets that a pattern in a document matches, in natural order, without sets. */
  matching(pattern: string, from: string): string[]
  /** Files came or went. */
  forget(): void
}

export interface SetsOptions {
  /** Absolute root folder. */
  root: string
  catalogue: Pick<Catalogue, 'all' | 'has' | 'stamp' | 'refusal'>
  rules: readonly SetRule[]
  /** Reads the text of a set file. */
  parse(text: string, file: string): Promise<{ set: Omit<MediaSet, 'path' | 'digest'>; problems: readonly Problem[] }>
  /** Longest file that is read, in bytes. */
  largest: number
}

type Read = Awaited<ReturnType<Sets['read']>>

export function createSets(options: SetsOptions): Sets {
  const { catalogue, rules } = options
  const known = new Map<string, { stamp: Stamp | undefined; read: Promise<Read> }>()
  let byName: NamedSets | undefined
  const names = (): NamedSets => (byName ??= namedSets(rules.length === 0 ? [] : catalogue.all(), rules))

  return {
    isNamed: (path) => names().sets.has(path),
    named: () => names().sets.keys(),
    unmatched: () => names().unmatched,
    read(path) {
      const found = names().sets.get(path)
      if (found) return Promise.resolve({ set: setOf(found), problems: [] })
      const stamp = catalogue.stamp(path)
      const before = known.get(path)
      if (before && isSame(before.stamp, stamp)) return before.read
      const read = readSet(options, path, stamp)
      known.set(path, { stamp, read })
      return read
    },
    matching(pattern, from) {
      const isRooted = pattern.startsWith('/')
      const whole = posix.normalize(isRooted ? pattern.slice(1) : posix.join(posix.dirname(from), pattern)).normalize('NFC')
      if (whole.startsWith('../')) return []
      const { base } = picomatch.scan(whole)
      const matches = picomatch(whole)
      const isBelow = (path: string): boolean => base === '' || path.startsWith(`${base}/`)
      return catalogue
        .all()
        .filter((path) => isBelow(path) && !isSetPath(path) && !isTranscriptPath(path) && matches(path.normalize('NFC')))
        .sort(naturalOrder)
    },
    forget() {
      byName = undefined
    },
  }
}

function setOf({ path, members, rule }: { path: string; members: readonly string[]; rule: SetRule }): MediaSet {
  const place = { file: path, line: 1, column: 1 }
  const { viewer, preset } = rule
  return {
    path,
    // What it is made of is known once its members are.
    digest: '',
    ...(viewer !== undefined && { viewer }),
    ...(preset !== undefined && { preset }),
    options: {},
    items: members.map((member) => ({ url: rootUrlOf(member), place })),
  }
}

async function readSet({ root, catalogue, parse, largest }: SetsOptions, path: string, stamp: Stamp | undefined): Promise<Read> {
  if (!stamp || !isSetFile(path))
    return { problem: catalogue.refusal(path) ?? errorOf('asset-unreadable', { path, reason: 'it is gone' }) }
  const place = { file: path, line: 1, column: 1 }
  if (stamp.size > largest)
    return { problem: errorOf('set-malformed', { reason: `it is larger than ${largest / 1024} kB` }, place) }
  try {
    const bytes = await readFile(fromSitePath(root, path))
    const { set, problems } = await parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), path)
    const [malformed] = problems
    return malformed ? { problem: malformed } : { set: { ...set, path, digest: digestOf(bytes) }, problems }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { problem: errorOf('set-malformed', { reason: code ?? 'it is not UTF-8 text' }, place) }
  }
}

function isSame(a: Stamp | undefined, b: Stamp | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.ino === b.ino
  )
}
