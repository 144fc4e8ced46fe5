import { largeLink, largeOf } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Shown, type ViewerMarkup } from './shown.js'

/**
 * `<rendition-panorama>` around a link to the large picture, which is what one looks around in; where the author has a link
 * around the picture already, the element itself says where that is.
 */
export const panoramaMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const content = picture(planned)
  const options = optionAttributes(planned)
  if (!planned.reference.insideLink) return [element('rendition-panorama', options, [largeLink(planned, view, content)])]
  return [element('rendition-panorama', [['src', largeOf(planned, view).href], ...options], content)]
}
