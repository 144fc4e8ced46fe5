/**
 * The viewer of models: registers `<rendition-model>`. What draws them is `@google/model-viewer`, a package of the site's own,
 * asked for when somebody wants to see one. Safe to import on a server, where it does nothing.
 */
import { defineViewer } from './base/define-viewer.js'
import { RenditionModel } from './model/element.js'
import pageStyle from './model/page.css?inline'

export { RenditionModel }

defineViewer('rendition-model', RenditionModel, pageStyle)
