import type { PlannedReference, ViewerName } from '../types.js'

/** Viewers whose slides are a list. */
const LISTS: readonly ViewerName[] = ['gallery', 'carousel', 'mixed']

/** Its markup holds a list or a transcript, where a paragraph of HTML ends (https://html.spec.whatwg.org/multipage/grouping-content.html#the-p-element). */
export function needsBlock({ reference, viewer, members, transcript }: PlannedReference): boolean {
  const isList = members !== undefined && viewer !== undefined && LISTS.includes(viewer.viewer)
  const isText = transcript !== undefined && 'main' in transcript && transcript.main.recipe.kind === 'transcript'
  return isList || (isText && !reference.insideLink)
}
