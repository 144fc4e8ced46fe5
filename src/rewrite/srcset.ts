import type { Candidate } from '../types.js'
import type { View } from './view.js'

/** A `srcset` (https://html.spec.whatwg.org/multipage/images.html#srcset-attributes), candidates in the order given. */
export function srcsetOf(candidates: readonly Candidate[], view: View): string {
  return candidates
    .map(({ rendition, descriptor }) => [srcsetUrl(view.address(rendition)), descriptor].filter(Boolean).join(' '))
    .join(', ')
}

/** White space ends a URL in a srcset, and so does a comma at its end; one at its start is skipped. */
function srcsetUrl(url: string): string {
  return url.replace(/\s/g, encodeURIComponent).replace(/^,+|,+$/g, (commas) => '%2C'.repeat(commas.length))
}
