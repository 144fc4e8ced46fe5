/**
 * Films that move by themselves: registers `<rendition-loop>`, which gives the film inside it a button that stops it. Safe to
 * import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionLoop } from './loop/element.js'
import pageStyle from './loop/page.css?inline'

export { RenditionLoop }

defineViewer('rendition-loop', RenditionLoop, pageStyle)
