import type { Candidate, FormatGroup, PlannedReference } from '../types.js'
import { escapeFor } from './escape.js'
import { withRealSizes } from './real-sizes.js'
import type { View } from './view.js'
import { worthwhileGroups } from './worthwhile-groups.js'

/**
 * A CSS `<image>`: `image-set()` (https://drafts.csswg.org/css-images-4/#image-set-notation) with every format and
 * density, most modern first, or a lone `url()`. CSS cannot choose by width, so of width candidates the largest stands.
 * `escape` says whether it goes into a style sheet or into a `style` attribute.
 */
export function cssValue(planned: PlannedReference, view: View, escape: 'css' | 'css-in-attribute'): string {
  const { groups, main } = withRealSizes(planned, view)
  const images = worthwhileGroups(groups, view).flatMap((group) => usable(group).map((candidate) => ({ group, candidate })))
  const [only] = images
  const options = images.map(({ group, candidate }) =>
    [urlOf(candidate, view), candidate.descriptor.endsWith('x') && candidate.descriptor, `type("${group.type}")`]
      .filter(Boolean)
      .join(' '),
  )
  const value = !only
    ? url(view.address(main))
    : images.length === 1
      ? urlOf(only.candidate, view)
      : `image-set(${options.join(', ')})`
  return escape === 'css-in-attribute' ? escapeFor('html-attribute', value) : value
}

function usable(group: FormatGroup): readonly Candidate[] {
  return group.candidates.some(({ descriptor }) => descriptor.endsWith('x')) ? group.candidates : group.candidates.slice(-1)
}

function urlOf(candidate: Candidate, view: View): string {
  return url(view.address(candidate.rendition))
}

function url(address: string): string {
  return `url("${escapeFor('css', address)}")`
}
