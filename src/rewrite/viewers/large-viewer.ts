import { largeLink, largeOf } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Shown, type ViewerMarkup } from './shown.js'

/**
 * Markup of a viewer that shows one picture large: its element around a link to the large picture; where the author has a link
 * around the picture already, the element itself says what is large.
 */
export function largeViewer(tag: 'rendition-zoom' | 'rendition-inline-zoom' | 'rendition-flyout'): ViewerMarkup {
  return ({ planned, view, picture }: Shown) => {
    const content = picture(planned)
    const options = optionAttributes(planned)
    if (!planned.reference.insideLink) return [element(tag, options, [largeLink(planned, view, content)])]
    const { href, width, height } = largeOf(planned, view)
    return [element(tag, [['src', href], ['width', width], ['height', height], ...options], content)]
  }
}
