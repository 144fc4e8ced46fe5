import { defineViewer } from '../base/define-viewer.js'
import { RenditionZoom, type LightboxCode } from './element.js'
import pageStyle from './page.css?inline'

/** Registers `<rendition-zoom>`, whose lightbox comes from `load`. Where there is one already, that keeps its own. */
export function defineZoom(load: () => Promise<LightboxCode>): void {
  if (!globalThis.customElements || customElements.get('rendition-zoom')) return
  RenditionZoom.load = load
  defineViewer('rendition-zoom', RenditionZoom, pageStyle)
}
