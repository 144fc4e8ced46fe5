import { largeLink, largeOf } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Shown, type ViewerMarkup } from './shown.js'
import { videoMarkup } from './video.js'
import type { Markup } from '../../base/markup.js'

/**
 * `<rendition-panorama>` around a link to the large picture, which is what one looks around in; where the author has a link
 * around the picture already, the element itself says where that is.
 */
export const panoramaMarkup: ViewerMarkup = (shown: Shown) => {
  const { planned, view, picture } = shown
  if (planned.asset.probe.kind === 'video') return [element('rendition-panorama', optionAttributes(planned), filmMarkup(shown))]
  const content = picture(planned)
  const options = optionAttributes(planned)
  if (!planned.reference.insideLink) return [element('rendition-panorama', options, [largeLink(planned, view, content)])]
  return [element('rendition-panorama', [['src', largeOf(planned, view).href], ...options], content)]
}

/** A film in its player, which is what there is without a script or WebGL; how one looks around is said around it. */
function filmMarkup(shown: Shown): Markup[] {
  const { planned } = shown
  const viewer = planned.viewer && { ...planned.viewer, viewer: 'video' as const, options: {} }
  return videoMarkup({ ...shown, planned: { ...planned, viewer } })
}
