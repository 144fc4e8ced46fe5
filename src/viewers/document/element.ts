import { build } from '../base/build-dom.js'
import controlStyle from '../base/controls.css?inline'
import { adoptStyle } from '../base/style.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import elementStyle from './element.css?inline'
import { documentTexts } from './texts.js'

/**
 * `<rendition-document>` around a link to a PDF: a button shows it in the page, in the browser's own viewer, which is loaded
 * for nobody who did not ask. Not with `inline="false"`, and not in browsers without such a viewer, where the link does. Where
 * the page's policy forbids it (it takes `frame-src 'self'`), the button leads where the link does. Has the attribute `open`
 * while it shows.
 *
 * Dispatches `rendition:open` and `rendition:close` (`detail.src`).
 */
export class RenditionDocument extends ViewerElement {
  #toggle: ((isOpen: boolean) => void) | undefined

  /** Shows the document in the page. */
  open(): void {
    this.#toggle?.(true)
  }

  close(): void {
    this.#toggle?.(false)
  }

  protected enhance(life: AbortSignal): void {
    const src = this.querySelector('a')?.href ?? this.getAttribute('src')
    if (!src || !this.flagOf('inline', true) || !canShow()) return
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
    adoptStyle(shadow, controlStyle)
    adoptStyle(shadow, elementStyle)
    const texts = this.texts(documentTexts)
    const control = build('button', { type: 'button', part: 'button toggle', 'aria-expanded': 'false' }, texts.showHere)
    const place = build('div', { class: 'place' }, control)
    shadow.replaceChildren(build('slot'), place)
    onEnd(life, () => {
      this.close()
      shadow.replaceChildren(build('slot'))
      this.#toggle = undefined
    })

    let frame: HTMLIFrameElement | undefined
    this.#toggle = (isOpen) => {
      if (isOpen === (frame !== undefined)) return
      if (!isOpen && frame?.matches(':focus')) control.focus()
      frame?.remove()
      frame = isOpen ? build('iframe', { src, title: this.#name(), part: 'frame' }) : undefined
      if (frame) shadow.append(frame)
      this.toggleAttribute('open', isOpen)
      control.textContent = isOpen ? texts.hide : texts.showHere
      control.setAttribute('aria-expanded', String(isOpen))
      this.send(isOpen ? 'open' : 'close', { src })
    }
    control.addEventListener('click', () => this.#toggle?.(frame === undefined), { signal: life })
    const closeOnEscape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || !frame) return
      event.stopPropagation()
      this.close()
      control.focus()
    }
    this.addEventListener('keydown', closeOnEscape, { signal: life })
    const followIfForbidden = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
      if (frame && effectiveDirective === 'frame-src' && src.startsWith(blockedURI)) location.assign(src)
    }
    document.addEventListener('securitypolicyviolation', followIfForbidden, { signal: life })
  }

  #name(): string {
    return (this.querySelector('a > span, :scope > span')?.textContent ?? '').trim()
  }
}

/** Phones download what they cannot show. */
function canShow(): boolean {
  return navigator.pdfViewerEnabled === true
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-document': RenditionDocument
  }
}
