/**
 * The magnifier beside a picture: registers `<rendition-flyout>`. Safe to import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionFlyout } from './flyout/element.js'
import pageStyle from './flyout/page.css?inline'

export { RenditionFlyout }

defineViewer('rendition-flyout', RenditionFlyout, pageStyle)
