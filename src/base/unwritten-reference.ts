import type { Reference } from '../types.js'

/** A range of no document. */
const NOWHERE = { start: 0, end: 0 }

/**
 * A reference that stands in no document to be rewritten: the asker takes the answer. Unless said otherwise it asks for
 * something of ours, and its answer is HTML.
 */
export function unwritten(
  asked: Pick<Reference, 'role' | 'place' | 'url' | 'wish'> & Partial<Omit<Reference, 'urlRange' | 'range'>>,
): Reference {
  return { urlRange: NOWHERE, range: NOWHERE, escape: 'html', explicit: true, ...asked }
}
