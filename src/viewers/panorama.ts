/**
 * The viewer of what is photographed all round: registers `<rendition-panorama>`. What draws it is a chunk of its own, asked
 * for when the picture comes into sight. Safe to import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionPanorama } from './panorama/element.js'
import pageStyle from './panorama/page.css?inline'

export { RenditionPanorama }
export type { Camera } from './panorama/camera.js'

defineViewer('rendition-panorama', RenditionPanorama, pageStyle)
