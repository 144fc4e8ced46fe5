import { locate, type World } from '../../discover/locate.js'
import type { Place, Reference } from '../../types.js'
import type { Document } from '../documents.js'
import { locateIn, type Reading } from '../locate-in.js'
import { movedUrls, type UrlStyle } from './moved-url.js'
import { relocateGlob } from './relocate-glob.js'
import { rewriteDocument, type UrlChange } from './rewrite-document.js'

/** How a site looks to `locate` before and after files have moved. */
export interface Relocation {
  /** Former site path → new site path of every file that moves. */
  files: ReadonlyMap<string, string>
  /** Site paths of all assets before. */
  assets: readonly string[]
  before: World
  after: World
  style: UrlStyle
}

/** What becomes of one document. */
export interface DocumentChange {
  /** Site path now, and after the move. */
  path: string
  to: string
  text: string
  /** The same as `text` when nothing in it changes. */
  rewritten: string
  changes: readonly UrlChange[]
}

/** A place that still means a former path and that nobody but its author can put right. */
export interface LeftOver {
  place: Place
  text: string
  reason: string
}

/** Rewrites every reference of a document whose asset moves, or which moves itself. Pure: `locate` proves each new URL before anything is written. */
export function relocateDocument(document: Document, relocation: Relocation): { change: DocumentChange; left: LeftOver[] } {
  const { path, text } = document
  const to = relocation.files.get(path) ?? path
  const left: LeftOver[] = []
  const found: { reference: Reference; url: string }[] = []
  for (const reference of document.references) {
    // A file may be called like a pattern: `boot [1].jpg`.
    const answer = relocateReference(reference, document, relocation) ?? relocateGlob(reference, document, relocation)
    if (answer === undefined) continue
    if ('url' in answer) found.push({ reference, url: answer.url })
    else left.push({ place: reference.place, text: reference.url, reason: answer.reason })
  }
  const changes = found.map(({ reference, url }) => ({ place: { ...reference.place, file: to }, from: reference.url, to: url }))
  return { change: { path, to, text, rewritten: found.length > 0 ? rewriteDocument(text, found) : text, changes }, left }
}

/** Another URL, or why there is none; undefined when nothing has to change. */
export type Answer = { url: string } | { reason: string } | undefined

function relocateReference(reference: Reference, { path }: Document, relocation: Relocation): Answer {
  const { files, before, after, style } = relocation
  const { located, reading } = locateIn(reference.url, path, (url, from) => locate(url, from, before))
  if (!('path' in located)) return undefined
  const from = located.path
  const asset = { from, to: files.get(from) ?? from }
  const document = { from: path, to: files.get(path) ?? path }
  if (asset.from === asset.to && document.from === document.to) return undefined
  const urls = movedUrls({ reference: asRead(reference, reading), document, asset }, style).map((url) => asWritten(url, reading))
  const leads = (url: string): boolean => {
    const { located: found } = locateIn(url, document.to, (one, place) => locate(one, place, after))
    return 'path' in found && found.path === asset.to
  }
  const url = urls.find(leads)
  if (url === undefined) return { reason: `no URL of this kind leads to "${asset.to}"` }
  return url === reference.url ? undefined : { url }
}

/** A bare site path is moved as if it were written from the root. */
function asRead(reference: Reference, reading: Reading): Reference {
  return reading === 'rooted' ? { ...reference, url: `/${reference.url}` } : reference
}

function asWritten(url: string, reading: Reading): string {
  return reading === 'rooted' ? url.replace(/^\//, '') : url
}
