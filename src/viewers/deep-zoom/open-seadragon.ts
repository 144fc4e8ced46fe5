/** The one door to OpenSeadragon (https://openseadragon.github.io, BSD-3-Clause), so that it can be replaced. */
import OpenSeadragon from 'openseadragon'

export { OpenSeadragon }

/** The mark of a style element that it puts into a page once, for a matter that our own style settles. */
const MARK = 'data-openseadragon-mobile-css'

/** Of no kind that a browser knows, so that no policy looks at it. */
const NAMESPACE = 'vite-plugin-renditions'

/**
 * Makes a viewer. A page whose policy forbids inline styles would report the one it adds, so while it starts an element stands
 * there with that name and mark that is no style sheet.
 */
export function createViewer(options: OpenSeadragon.Options): OpenSeadragon.Viewer {
  const standIn = document.createElementNS(NAMESPACE, 'style')
  standIn.setAttribute(MARK, '')
  document.head.append(standIn)
  try {
    return new OpenSeadragon.Viewer(options)
  } finally {
    standIn.remove()
  }
}
