import { largeLink, largeOf } from './large.js'
import { element, type Shown, type ViewerMarkup } from './shown.js'

/**
 * `<rendition-zoom>` around a link to the large picture; where the author has a link around the picture already, the element
 * itself says what to open.
 */
export const zoomMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const content = picture(planned)
  if (!planned.reference.insideLink) return [element('rendition-zoom', [], [largeLink(planned, view, content)])]
  const { href, width, height } = largeOf(planned, view)
  const attributes = [
    ['src', href],
    ['width', width],
    ['height', height],
  ] as const
  return [element('rendition-zoom', attributes, content)]
}
