import { adoptStyle } from './style.js'

/**
 * Registers `<rendition-…>` once per page; a second script (an embed beside the site's own) leaves the first in charge.
 * `pageStyle` is what the markup looks like with and without scripts; pages of the site have it as a style sheet already.
 * Does nothing where there is no DOM.
 */
export function defineViewer(tag: `rendition-${string}`, viewer: CustomElementConstructor, pageStyle = ''): void {
  if (!globalThis.customElements || customElements.get(tag)) return
  if (pageStyle !== '') adoptStyle(document, pageStyle)
  customElements.define(tag, viewer)
}
