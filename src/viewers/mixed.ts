/** The mixed-media set: registers `<rendition-mixed>`. Safe to import on a server, where it does nothing. */
import { defineViewer } from './base/define-viewer.js'
import { RenditionMixed } from './mixed/element.js'
import pageStyle from './mixed/page.css?inline'

export { RenditionMixed }

defineViewer('rendition-mixed', RenditionMixed, pageStyle)
