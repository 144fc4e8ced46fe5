/** The gallery for pages of other sites, as one classic script; the zoom viewer's stands beside it. Exports nothing. */
import { defineViewer } from './base/define-viewer.js'
import { RenditionGallery } from './gallery/element.js'
import pageStyle from './gallery/page.css?inline'

defineViewer('rendition-gallery', RenditionGallery, pageStyle)
