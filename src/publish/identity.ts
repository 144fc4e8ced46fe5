import { posix } from 'node:path'
import { byCodeUnit } from '../base/by-code-unit.js'
import { groupBy } from '../base/group-by.js'
import { collisionKey, stemOf } from '../base/site-path.js'
import type { Digest } from '../types.js'
import { hasPromises, type Ledger, type LedgerEntry } from './ledger.js'
import { pairByDigest } from './pair-by-digest.js'

/** A file that stands there today; no digest when it could not be read. */
export interface PresentFile {
  path: string
  digest?: Digest
}

/** A rename as git saw it: similarity in percent. */
export interface Rename {
  from: string
  to: string
  similarity: number
}

/** Why a file of today is taken for an asset of the ledger. */
export type Recognition = 'same' | 'edited' | 'moved' | 'respelled' | 'renamed' | 'converted'

/** Which asset of the ledger each file of today is. */
export interface Identities {
  /** Assets that are still there, perhaps elsewhere or changed. */
  found: readonly { entry: LedgerEntry; path: string; how: Recognition }[]
  /** Assets whose file is gone while another asset has the same bytes (or is their only heir): that one takes over their addresses. */
  merged: readonly { entry: LedgerEntry; into: string }[]
  /** Assets with no file and no heir. */
  gone: readonly LedgerEntry[]
  /** Files of no known asset; `copyOf` has the same bytes, `resembles` is a vanished path of the same name whose addresses are at stake. */
  fresh: readonly { path: string; copyOf?: string; resembles?: string }[]
  /** Pairings that could as well have been another; addresses of all are kept alive. */
  ambiguous: readonly { from: string; to: string; others: readonly string[] }[]
  /** Files of equal bytes could have been paired otherwise: git may know better. */
  isChoice: boolean
}

/**
 * Recognises the assets of a ledger among the files of today. In this order: the same path is the same asset; the
 * same bytes elsewhere, one to one, what git calls a rename first, then nearest name and folder; a name that differs only in case or Unicode form;
 * a rename that git detected; another extension of the same stem in the same folder; a twin of the same bytes.
 */
export function identify(ledger: Ledger, present: readonly PresentFile[], renames: readonly Rename[]): Identities {
  const search = new Search(ledger, present)
  search.pairSamePath()
  if (search.gone.size > 0) {
    search.pairSameBytes(renames)
    search.pairRespelled()
    search.pairRenamed(renames)
    search.pairConverted()
    search.mergeTwins()
  }
  return search.result()
}

/** True when asking git could tell more: something vanished, something new is there, and bytes alone did not match them up, or in several ways. */
export function wantsRenames(ledger: Ledger, present: readonly PresentFile[]): boolean {
  const { gone, merged, fresh, isChoice } = identify(ledger, present, [])
  if (isChoice) return true
  // A twin takes over only what was not renamed and edited.
  return fresh.length > 0 && (merged.length > 0 || gone.some((entry) => entry.state !== 'deleted'))
}

class Search {
  readonly gone = new Map<string, LedgerEntry>()
  readonly #fresh = new Map<string, PresentFile>()
  readonly #present: readonly PresentFile[]
  readonly #entries: readonly LedgerEntry[]
  readonly #found: Identities['found'][number][] = []
  readonly #merged: Identities['merged'][number][] = []
  readonly #ambiguous: Identities['ambiguous'][number][] = []
  /** Files of equal bytes could have been paired otherwise. */
  #isChoice = false

  constructor(ledger: Ledger, present: readonly PresentFile[]) {
    this.#entries = ledger.entries
    this.#present = present
    for (const entry of ledger.entries) this.gone.set(entry.path, entry)
    for (const file of present) this.#fresh.set(file.path, file)
  }

  pairSamePath(): void {
    for (const entry of this.#entries) {
      const file = this.#fresh.get(entry.path)
      if (file) this.#pair(entry, file, file.digest === undefined || file.digest === entry.digest ? 'same' : 'edited')
    }
  }

  pairSameBytes(renames: readonly Rename[]): void {
    const { pairs, ambiguous, isChoice } = pairByDigest([...this.gone.values()], [...this.#fresh.values()], renames)
    this.#isChoice = isChoice
    for (const [entry, file] of pairs) this.#pair(entry, file, 'moved')
    this.#ambiguous.push(...ambiguous)
  }

  pairRespelled(): void {
    const byKey = groupBy(this.#fresh.values(), (file) => collisionKey(file.path))
    for (const entry of this.gone.values()) {
      const [file, ...others] = byKey.get(collisionKey(entry.path)) ?? []
      if (file && others.length === 0 && this.#fresh.has(file.path)) this.#pair(entry, file, 'respelled')
    }
  }

  pairRenamed(renames: readonly Rename[]): void {
    const best = [...renames].sort((a, b) => b.similarity - a.similarity || byCodeUnit(a.from, b.from) || byCodeUnit(a.to, b.to))
    for (const { from, to } of best) {
      const entry = this.gone.get(from)
      const file = this.#fresh.get(to)
      if (entry && file) this.#pair(entry, file, 'renamed')
    }
  }

  /** `a.png` → `a.webp`. Several sources of one name all lead to the new file, so that none of their addresses is lost. */
  pairConverted(): void {
    const fresh = groupBy(this.#fresh.values(), (file) => withoutExtension(file.path))
    const gone = groupBy(alive(this.gone.values()), (entry) => withoutExtension(entry.path))
    for (const [stem, entries] of gone) {
      const files = (fresh.get(stem) ?? []).toSorted((a, b) => byCodeUnit(a.path, b.path))
      const [entry, ...otherEntries] = entries
      const [file, ...otherFiles] = files
      if (!entry || !file) continue
      this.#pair(entry, file, 'converted')
      for (const other of otherEntries) this.#merge(other, file.path)
      const others = [...otherEntries, ...otherFiles].map(({ path }) => path)
      if (others.length > 0) this.#ambiguous.push({ from: entry.path, to: file.path, others })
    }
  }

  mergeTwins(): void {
    const byDigest = groupBy(this.#present, (file) => file.digest)
    for (const entry of alive(this.gone.values())) {
      const twins = (byDigest.get(entry.digest) ?? []).map((file) => file.path).sort(byCodeUnit)
      const heir = twins.find((path) => posix.basename(path) === posix.basename(entry.path)) ?? twins[0]
      if (heir !== undefined) this.#merge(entry, heir)
    }
  }

  result(): Identities {
    const gone = [...this.gone.values()]
    return {
      found: this.#found,
      merged: this.#merged,
      gone,
      fresh: this.#describeFresh(gone),
      ambiguous: this.#ambiguous,
      isChoice: this.#isChoice,
    }
  }

  #describeFresh(gone: readonly LedgerEntry[]): Identities['fresh'] {
    const known = new Set(this.#found.map(({ path }) => path))
    const knownBytes = new Map(this.#present.filter(({ path }) => known.has(path)).map(({ path, digest }) => [digest, path]))
    const goneByStem = new Map(
      alive(gone)
        .filter(hasPromises)
        .map((entry) => [stemOf(entry.path), entry.path]),
    )
    return [...this.#fresh.values()].map(({ path, digest }) => {
      const copyOf = digest === undefined ? undefined : knownBytes.get(digest)
      const resembles = goneByStem.get(stemOf(path))
      return { path, ...(copyOf !== undefined && { copyOf }), ...(resembles !== undefined && { resembles }) }
    })
  }

  #pair(entry: LedgerEntry, file: PresentFile, how: Recognition): void {
    this.gone.delete(entry.path)
    this.#fresh.delete(file.path)
    this.#found.push({ entry, path: file.path, how })
  }

  #merge(entry: LedgerEntry, into: string): void {
    this.gone.delete(entry.path)
    this.#merged.push({ entry, into })
  }
}

/** Those that were there until now: an asset deleted long ago is no source of a guess by name. */
function alive(entries: Iterable<LedgerEntry>): LedgerEntry[] {
  return [...entries].filter((entry) => entry.state !== 'deleted')
}

function withoutExtension(path: string): string {
  return posix.join(posix.dirname(path), stemOf(path))
}
