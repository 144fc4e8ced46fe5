/** The document viewer: registers `<rendition-document>`. Safe to import on a server, where it does nothing. */
import { defineViewer } from './base/define-viewer.js'
import { RenditionDocument } from './document/element.js'
import pageStyle from './document/page.css?inline'

export { RenditionDocument } from './document/element.js'

defineViewer('rendition-document', RenditionDocument, pageStyle)
