/** The mixed-media set for pages of other sites, as one classic script; the zoom viewer's stands beside it. Exports nothing. */
import { defineViewer } from './base/define-viewer.js'
import { RenditionMixed } from './mixed/element.js'
import pageStyle from './mixed/page.css?inline'

defineViewer('rendition-mixed', RenditionMixed, pageStyle)
