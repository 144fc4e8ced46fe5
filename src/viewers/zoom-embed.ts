/**
 * The zoom viewer for pages on other sites: everything in one classic script, so that a plain `<script src>` works
 * from any origin without CORS. Built as an IIFE; exports nothing.
 */
import { defineZoom } from './zoom/define-zoom.js'
import * as lightbox from './zoom/lightbox.js'

defineZoom(() => Promise.resolve(lightbox))
