import type { Candidate, FormatGroup } from '../types.js'
import type { View } from './view.js'

/**
 * The groups worth showing: a format that came out no smaller than the fallback is left out, because browsers take
 * the first type they know, whatever its size. Compared over the widths both have; kept while a size is unknown.
 * The fallback, which is the last, always stays.
 */
export function worthwhileGroups(groups: readonly FormatGroup[], view: View): FormatGroup[] {
  const fallback = groups.at(-1)
  return groups.filter((group) => group === fallback || !fallback || isSmaller(group, fallback, view))
}

function isSmaller(group: FormatGroup, fallback: FormatGroup, view: View): boolean {
  const pairs = group.candidates.flatMap((candidate) => {
    const same = fallback.candidates.find((other) => widthOf(other) === widthOf(candidate))
    return same ? [{ modern: bytesOf(candidate, view), plain: bytesOf(same, view) }] : []
  })
  const compared = pairs.length > 0 ? pairs : [{ modern: totalOf(group, view), plain: totalOf(fallback, view) }]
  const modern = sum(compared.map((pair) => pair.modern))
  const plain = sum(compared.map((pair) => pair.plain))
  return modern === undefined || plain === undefined || modern < plain
}

function totalOf(group: FormatGroup, view: View): number | undefined {
  return sum(group.candidates.map((candidate) => bytesOf(candidate, view)))
}

function bytesOf(candidate: Candidate, view: View): number | undefined {
  return view.artifact(candidate.rendition.key)?.bytes
}

function widthOf(candidate: Candidate): number {
  return candidate.rendition.recipe.width
}

/** Undefined as soon as one part is. */
function sum(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce<number | undefined>(
    (total, part) => (total === undefined || part === undefined ? undefined : total + part),
    0,
  )
}
