/**
 * The video viewer for pages of other sites, as one classic script. Without hls.js, which is thirty times its size: where
 * the browser plays no streams by itself, the file plays. Built as an IIFE; exports nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionVideo } from './video/element.js'
import pageStyle from './video/page.css?inline'

defineViewer('rendition-video', RenditionVideo, pageStyle)
