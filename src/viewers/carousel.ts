/** The carousel: registers `<rendition-carousel>`. Safe to import on a server, where it does nothing. */
import { defineViewer } from './base/define-viewer.js'
import { RenditionCarousel } from './carousel/element.js'
import pageStyle from './carousel/page.css?inline'

export { RenditionCarousel }

defineViewer('rendition-carousel', RenditionCarousel, pageStyle)
