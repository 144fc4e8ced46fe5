import { isSocial } from '../base/is-social.js'
import type { PlannedReference } from '../types.js'
import { withRealSizes } from './real-sizes.js'
import { srcsetOf } from './srcset.js'
import type { View } from './view.js'

/**
 * The value for roles `address`, `link` and `srcset`, not yet escaped. Links and social cards get the stable address
 * where there is one, because people and other sites copy them; social cards an absolute one once the site's origin
 * is known (https://ogp.me/#data_types wants full URLs).
 */
export function addressValue(planned: PlannedReference, view: View): string {
  const { reference, groups, main, stable } = withRealSizes(planned, view)
  const fallback = groups.at(-1)
  if (reference.role === 'srcset' && fallback) return srcsetOf(fallback.candidates, view)
  const social = isSocial(reference)
  const address = stable !== undefined && (social || reference.role === 'link') ? view.stableAddress(stable) : view.address(main)
  return social && view.site !== undefined ? new URL(address, view.site).href : address
}
