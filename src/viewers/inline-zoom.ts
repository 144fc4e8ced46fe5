/**
 * The viewer that zooms in place: registers `<rendition-inline-zoom>`. Safe to import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionInlineZoom } from './inline-zoom/element.js'
import pageStyle from './inline-zoom/page.css?inline'

export { RenditionInlineZoom }

defineViewer('rendition-inline-zoom', RenditionInlineZoom, pageStyle)
