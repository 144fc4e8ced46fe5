/**
 * The video viewer: registers `<rendition-video>`. What plays streams where the browser cannot (hls.js) is a chunk of its
 * own, asked for when play is first pressed there. Safe to import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionVideo } from './video/element.js'
import pageStyle from './video/page.css?inline'

export { RenditionVideo } from './video/element.js'
export type { PlaybackDetail, ProgressDetail } from './playback/player-element.js'

RenditionVideo.loadStreams = () => import('./video/hls-stream.js')
defineViewer('rendition-video', RenditionVideo, pageStyle)
