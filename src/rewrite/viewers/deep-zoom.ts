import { largeLink } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Shown, type ViewerMarkup } from './shown.js'

/**
 * `<rendition-deep-zoom>` around a link to the large picture: what there is without a script. `src` is the address of the
 * picture's `info.json`; `width` and `height` are all its pixels. Inside an author's link, and where there are no tiles (of
 * drawings), the picture alone.
 */
export const deepZoomMarkup: ViewerMarkup = ({ planned, view, picture }: Shown) => {
  const content = picture(planned)
  const { tiles, reference } = planned
  if (!tiles || reference.insideLink) return content
  const { width, height } = view.artifact(tiles.key) ?? tiles.recipe
  const attributes = [
    ['src', view.address(tiles)],
    ['width', String(width)],
    ['height', String(height)],
    ...optionAttributes(planned),
  ] as const
  return [element('rendition-deep-zoom', attributes, [largeLink(planned, view, content)])]
}
