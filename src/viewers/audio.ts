/** The audio viewer: registers `<rendition-audio>`. Safe to import on a server, where it does nothing. */
import { RenditionAudio } from './audio/element.js'
import pageStyle from './audio/page.css?inline'
import { defineViewer } from './base/define-viewer.js'

export { RenditionAudio } from './audio/element.js'
export type { PlaybackDetail, ProgressDetail } from './playback/player-element.js'

defineViewer('rendition-audio', RenditionAudio, pageStyle)
