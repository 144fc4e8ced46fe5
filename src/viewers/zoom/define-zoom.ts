import { RenditionZoom, type LightboxCode } from './element.js'

/** Marks what opens; the rest of the closed state is the page's own style. */
const CLOSED_STYLE = 'rendition-zoom img{cursor:zoom-in}'

/**
 * Registers `<rendition-zoom>` once per page; a second script (an embed beside the site's own) leaves the first in
 * charge. Does nothing where there is no DOM.
 */
export function defineZoom(load: () => Promise<LightboxCode>): void {
  if (!globalThis.customElements || customElements.get('rendition-zoom')) return
  RenditionZoom.load = load
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(CLOSED_STYLE)
  document.adoptedStyleSheets.push(sheet)
  customElements.define('rendition-zoom', RenditionZoom)
}
