/**
 * The viewer of a before and an after: registers `<rendition-compare>`. Safe to import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionCompare } from './compare/element.js'
import pageStyle from './compare/page.css?inline'

export { RenditionCompare }

defineViewer('rendition-compare', RenditionCompare, pageStyle)
