import { applyEdits, type Edit } from '../../rewrite/apply-edits.js'
import { escapeFor } from '../../rewrite/escape.js'
import type { Place, Reference } from '../../types.js'

/** One URL of a document, before and after. */
export interface UrlChange {
  place: Place
  from: string
  to: string
}

/** What an edit has to know of a reference. */
type Rewritable = Pick<Reference, 'url' | 'urlRange' | 'escape' | 'glob'>

/**
 * The edit that puts another URL in a reference's place and touches only what differs: the query and fragment keep
 * every escape the author wrote. Where the path itself is escaped for its language, the whole URL is written anew.
 */
export function urlEdit(text: string, reference: Rewritable, url: string): Edit {
  const { urlRange, escape } = reference
  // A pattern is no URL, and was chosen so that it needs no escape.
  if (reference.glob) return { ...urlRange, text: url }
  const raw = text.slice(urlRange.start, urlRange.end)
  const same = sameEnd(reference.url, url)
  const [oldPath, newPath] = [reference.url.slice(0, reference.url.length - same), url.slice(0, url.length - same)]
  if (!raw.startsWith(oldPath)) return { ...urlRange, text: escapeFor(escape, url) }
  return {
    start: urlRange.start,
    end: urlRange.start + oldPath.length,
    text: keepOwn(oldPath, newPath, (part) => escapeFor(escape, part)),
  }
}

/** A document's text with every URL changed that is in `changes`; several references may share one URL. */
export function rewriteDocument(text: string, changes: readonly { reference: Rewritable; url: string }[]): string {
  const edits = new Map(
    changes.map(({ reference, url }) => [`${reference.urlRange.start}-${reference.urlRange.end}`, urlEdit(text, reference, url)]),
  )
  return applyEdits(text, [...edits.values()]).text
}

/** Length of the query and fragment two URLs share. */
function sameEnd(a: string, b: string): number {
  const starts = Array.from(a.matchAll(/[?#]/g), (match) => match.index)
  const start = starts.find((index) => b.endsWith(a.slice(index)))
  return start === undefined ? 0 : a.length - start
}

/** Segments that stay were written by the author and stand in the document as they are; only new ones are escaped. */
function keepOwn(before: string, after: string, escape: (part: string) => string): string {
  const own = new Set(before.split('/'))
  return after
    .split('/')
    .map((segment) => (own.has(segment) ? segment : escape(segment)))
    .join('/')
}
