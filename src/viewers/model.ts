/**
 * The viewer of models: registers `<rendition-model>`. What draws them is `@google/model-viewer`, a package of the site's own,
 * asked for when somebody wants to see one. Safe to import on a server, where it does nothing.
 */
import { defineModel } from './model/define-model.js'
import { loadPackage } from './model/package.js'

export { RenditionModel } from './model/element.js'

defineModel(loadPackage)
