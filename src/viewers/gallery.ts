/** The gallery: registers `<rendition-gallery>`. Safe to import on a server, where it does nothing. */
import { defineViewer } from './base/define-viewer.js'
import { RenditionGallery } from './gallery/element.js'
import pageStyle from './gallery/page.css?inline'

export { RenditionGallery }

// The lightbox is asked for when somebody comes near what it opens.
RenditionGallery.loadZoom = () => import('./zoom.js')
defineViewer('rendition-gallery', RenditionGallery, pageStyle)
