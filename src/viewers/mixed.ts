/** The mixed-media set: registers `<rendition-mixed>`. Safe to import on a server, where it does nothing. */
import { defineViewer } from './base/define-viewer.js'
import { RenditionGallery } from './gallery/element.js'
import { RenditionMixed } from './mixed/element.js'
import pageStyle from './mixed/page.css?inline'

export { RenditionMixed }

// The lightbox is asked for when somebody comes near what it opens.
RenditionGallery.loadZoom = () => import('./zoom.js')
defineViewer('rendition-mixed', RenditionMixed, pageStyle)
