/**
 * Hotspots: registers `<rendition-hotspots>`, which lays links and buttons on the picture or film inside it. Safe to import on
 * a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionHotspots } from './hotspots/element.js'
import pageStyle from './hotspots/page.css?inline'

export { RenditionHotspots }
export type { HotspotDetail } from './hotspots/layer.js'

defineViewer('rendition-hotspots', RenditionHotspots, pageStyle)
