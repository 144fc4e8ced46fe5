import { byCodeUnit } from '../base/by-code-unit.js'
import type { Digest } from '../types.js'
import { isSafeAddress } from './is-safe-address.js'
import { formatEntry, type LedgerEntry } from './ledger.js'
import { parseTogether, readLedgerLines } from './ledger-lines.js'
import { isDigest, ledgerEntryOf } from './parse-ledger.js'

/** Format version in the manifest's first line. */
export const MANIFEST_VERSION = 1

/** Where a target keeps its manifest. */
export const MANIFEST_PATH = '.vite/renditions.json'

const KINDS = ['immutable', 'stable', 'stub', 'viewer', 'redirects'] as const

/**
 * `stub`: a page or a copy of the bytes at a former address, for hosts without redirects. `viewer`: script and style
 * of a viewer. `redirects`: a file of rules in a host's form.
 */
export type FileKind = (typeof KINDS)[number]

/** One file we created at a target. */
export interface ManifestEntry {
  /** Path below the target's root. */
  path: string
  bytes: number
  digest: Digest
  /** Key of the rendition whose artifact this is; '' for text of our own. */
  key: string
  kind: FileKind
  /** Ledger id of the asset; '' for what belongs to none. */
  asset: string
  /** The first build that did not want the file, and its time; absent while it is wanted. */
  retired?: { build: number; time: number }
  /**
   * Left by a killed run, never recorded: wanted now, or to be removed. `unsure`: it may be there, or what it replaces, or
   * nothing, so it is put again or removed. Never written.
   */
  pending?: true | 'unsure'
}

/** What we created at a target: the only list from which anything is ever removed. */
export interface Manifest {
  /** Counts the publishes that changed something, or brought the end of somebody's grace nearer. */
  generation: number
  files: ReadonlyMap<string, ManifestEntry>
  /** The ledger as of that publish, from which a damaged or lost one is rebuilt. */
  ledger: readonly LedgerEntry[]
  /** Not what any file says: it was pieced together, and has to be written. */
  unsaved?: true
}

export const emptyManifest: Manifest = { generation: 0, files: new Map(), ledger: [] }

/** Text of a manifest: a header, then one line per file (an array, short to read at start-up), then the ledger's lines. */
export function formatManifest(manifest: Manifest): string {
  const files = [...manifest.files.values()].sort((a, b) => byCodeUnit(a.path, b.path))
  return [
    JSON.stringify({ renditions: MANIFEST_VERSION, generation: manifest.generation }),
    ...files.map(formatFile),
    ...manifest.ledger.map(formatEntry),
    '',
  ].join('\n')
}

/** What a manifest's text turned out to be. What could be read of a damaged one is given. */
export type ParsedManifest = { status: 'ok' | 'damaged'; manifest: Manifest } | { status: 'newer'; version: number }

/** Reads a manifest. Each line stands for itself, so a damaged one loses what its bad lines said, no more. */
export function parseManifest(text: string): ParsedManifest {
  const whole = parseWhole(text)
  if (whole) return { status: 'ok', manifest: whole }
  const { values, damaged } = parseLines(text.trimEnd())
  const header = headerOf(values[0])
  if (header && header.version > MANIFEST_VERSION) return { status: 'newer', version: header.version }
  const files = new Map<string, ManifestEntry>()
  const ledger: LedgerEntry[] = []
  let bad = damaged || !header
  for (let index = header ? 1 : 0; index < values.length; index++) {
    const value = values[index]
    const file = Array.isArray(value) ? fileOf(value) : undefined
    const entry = file ? undefined : ledgerEntryOf(value)
    if (file) files.set(file.path, file)
    else if (entry) ledger.push(entry)
    else bad = true
  }
  const manifest = { generation: header?.generation ?? 0, files, ledger }
  return bad ? { status: 'damaged', manifest: { ...manifest, unsaved: true } } : { status: 'ok', manifest }
}

/** A manifest that is as a publish has written it, header, files, ledger: the usual case, and much faster than line by line. */
function parseWhole(text: string): Manifest | undefined {
  if (!text.endsWith('\n')) return undefined
  const cut = text.indexOf('\n{')
  const [first, ...rows] = parseTogether(text.slice(0, cut < 0 ? -1 : cut)) ?? []
  const header = headerOf(first)
  if (!header || header.version > MANIFEST_VERSION) return undefined
  const files = new Map<string, ManifestEntry>()
  for (const row of rows) {
    const file = Array.isArray(row) ? fileOf(row) : undefined
    if (!file) return undefined
    files.set(file.path, file)
  }
  const lines = readLedgerLines(cut < 0 ? '' : text.slice(cut + 1, -1), ledgerEntryOf)
  return lines && { generation: header.generation, files, ledger: lines.entries }
}

function formatFile(file: ManifestEntry): string {
  const { path, bytes, digest, key, kind, asset, retired } = file
  return JSON.stringify([path, bytes, digest, key, kind, asset, ...(retired ? [retired.build, retired.time] : [])])
}

/** Line by line when they cannot be read together. */
function parseLines(text: string): { values: unknown[]; damaged: boolean } {
  const values = parseTogether(text)
  return values ? { values, damaged: false } : { values: text.split('\n').map(parseJson), damaged: true }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function headerOf(value: unknown): { version: number; generation: number } | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { renditions, generation } = value as Record<string, unknown>
  const sane = isCount(renditions) && isCount(generation)
  return sane ? { version: renditions, generation } : undefined
}

function fileOf(line: readonly unknown[]): ManifestEntry | undefined {
  // By index: taking an array apart by pattern is several times slower, and there are thousands.
  const path = line[0]
  const bytes = line[1]
  const digest = line[2]
  const key = line[3]
  const kind = line[4]
  const asset = line[5]
  const sane =
    typeof path === 'string' &&
    isSafeAddress(path) &&
    isCount(bytes) &&
    isDigest(digest) &&
    typeof key === 'string' &&
    isKind(kind) &&
    typeof asset === 'string'
  if (!sane) return undefined
  if (line.length === 6) return { path, bytes, digest, key, kind, asset }
  const build = line[6]
  const time = line[7]
  return isCount(build) && typeof time === 'number'
    ? { path, bytes, digest, key, kind, asset, retired: { build, time } }
    : undefined
}

function isKind(value: unknown): value is FileKind {
  return (KINDS as readonly unknown[]).includes(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
