/**
 * The zoom viewer: registers `<rendition-zoom>`. The lightbox itself (PhotoSwipe and its style) is a chunk of its
 * own, asked for when a picture is first pressed. Safe to import on a server, where it does nothing.
 */
import { defineZoom } from './zoom/define-zoom.js'

export { RenditionZoom } from './zoom/element.js'
export type { ZoomDetail, ZoomEventName } from './zoom/events.js'

defineZoom(() => import('./zoom/lightbox.js'))
