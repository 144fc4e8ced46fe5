import { posix } from 'node:path'
import picomatch from 'picomatch'
import { createPositions } from '../../discover/position.js'
import { locate, type World } from '../../discover/locate.js'
import { splitUrl } from '../../discover/query.js'
import type { Place, Reference } from '../../types.js'
import type { Document } from '../documents.js'
import { movedUrls, type UrlStyle } from './moved-url.js'
import { rewriteDocument, type UrlChange } from './rewrite-document.js'

/** How a site looks to `locate` before and after files have moved. */
export interface Relocation {
  /** Former site path → new site path of every file that moves. */
  files: ReadonlyMap<string, string>
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
    const answer = reference.glob
      ? relocateGlob(reference, document, relocation)
      : relocateReference(reference, document, relocation)
    if (answer === undefined) continue
    if ('url' in answer) found.push({ reference, url: answer.url })
    else left.push({ place: reference.place, text: reference.url, reason: answer.reason })
  }
  const changes = found.map(({ reference, url }) => ({ place: { ...reference.place, file: to }, from: reference.url, to: url }))
  return { change: { path, to, text, rewritten: found.length > 0 ? rewriteDocument(text, found) : text, changes }, left }
}

/** Where a former path stands in a text that no reference covers: data files, prose, code. `known` holds the places of references. */
export function findMentions(
  path: string,
  text: string,
  files: ReadonlyMap<string, string>,
  known: readonly Pick<Reference, 'urlRange'>[] = [],
): LeftOver[] {
  const position = createPositions(text)
  const left: LeftOver[] = []
  for (const [from, to] of files) {
    for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) {
      const isReference = known.some(({ urlRange }) => urlRange.start <= at && at < urlRange.end)
      const isLonger = /[\w-]/.test(text[at - 1] ?? '') || /[\w-]/.test(text[at + from.length] ?? '')
      if (!isReference && !isLonger)
        left.push({ place: { file: path, ...position(at) }, text: from, reason: `names "${from}", which is "${to}" now` })
    }
  }
  return left
}

type Answer = { url: string } | { reason: string } | undefined

function relocateReference(reference: Reference, { path }: Document, { files, before, after, style }: Relocation): Answer {
  const located = locate(reference.url, path, before)
  if (!('path' in located)) return undefined
  const from = located.path
  const asset = { from, to: files.get(from) ?? from }
  const document = { from: path, to: files.get(path) ?? path }
  if (asset.from === asset.to && document.from === document.to) return undefined
  const urls = movedUrls({ reference, document, asset }, style)
  const url = urls.find((candidate) => leadsTo(candidate, document.to, asset.to, after))
  if (url === undefined) return { reason: `no URL of this kind leads to "${asset.to}"` }
  return url === reference.url ? undefined : { url }
}

/** A pattern stands for many files, so it is not rewritten; that it loses one must be said. */
function relocateGlob(reference: Reference, { path }: Document, { files }: Relocation): Answer {
  const { path: pattern } = splitUrl(reference.url)
  const isMatch = picomatch(posix.join(pattern.startsWith('/') ? '' : posix.dirname(path), pattern).replace(/^\//, ''))
  const lost = [...files].filter(([from, to]) => isMatch(from) && !isMatch(to))
  return lost.length > 0 ? { reason: `the pattern does not match ${lost.map(([, to]) => `"${to}"`).join(', ')}` } : undefined
}

function leadsTo(url: string, document: string, asset: string, world: World): boolean {
  const located = locate(url, document, world)
  return 'path' in located && located.path === asset
}
