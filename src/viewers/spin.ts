/**
 * The 360° viewer: registers `<rendition-spin>`, which turns what it shows by its frames. Safe to import on a server, where
 * it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionSpin } from './spin/element.js'
import pageStyle from './spin/page.css?inline'

export { RenditionSpin }

defineViewer('rendition-spin', RenditionSpin, pageStyle)
