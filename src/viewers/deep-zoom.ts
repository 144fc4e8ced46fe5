/**
 * The deep-zoom viewer: registers `<rendition-deep-zoom>`. OpenSeadragon is a chunk of its own, asked for when the picture
 * comes into sight. Safe to import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionDeepZoom } from './deep-zoom/element.js'
import pageStyle from './deep-zoom/page.css?inline'

export { RenditionDeepZoom }
export type { Region } from './deep-zoom/region.js'

defineViewer('rendition-deep-zoom', RenditionDeepZoom, pageStyle)
