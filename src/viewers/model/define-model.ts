import { defineViewer } from '../base/define-viewer.js'
import { RenditionModel } from './element.js'
import pageStyle from './page.css?inline'

/** Registers `<rendition-model>`; `load` brings what draws models. Where there is one already, that keeps its own. */
export function defineModel(load: () => Promise<CustomElementConstructor>): void {
  if (!globalThis.customElements || customElements.get('rendition-model')) return
  RenditionModel.load = load
  defineViewer('rendition-model', RenditionModel, pageStyle)
}
