import { textsFor, type Texts, type TextsByLanguage } from './texts.js'
import { nearestLanguage } from './nearest-language.js'

/** On a server there is no DOM: the classes can then be imported, but not used. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement)

/**
 * What every viewer is built on. Its content is plain markup that works by itself; `enhance` adds to it for as long as the
 * element is in a page, and leaves it as it was. A move within the page (removed and inserted at once) goes unnoticed.
 */
export abstract class ViewerElement extends Base {
  #life: AbortController | undefined

  connectedCallback(): void {
    if (this.#life) return
    this.#life = new AbortController()
    const { signal } = this.#life
    whenParsed(this, signal, () => this.enhance(signal))
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return
      this.#life?.abort()
      this.#life = undefined
    })
  }

  /**
   * Called once for each stay in a page, when all of the content is there. Everything it binds, starts or adds has to end
   * and go when `life` is aborted: `addEventListener(…, { signal: life })`, `onEnd(life, () => added.remove())`.
   */
  protected abstract enhance(life: AbortSignal): void

  /** A number in an attribute; `fallback` when it is missing or none. */
  protected numberOf(attribute: string, fallback: number): number {
    const text = this.getAttribute(attribute)?.trim()
    const value = text ? Number(text) : NaN
    return Number.isFinite(value) ? value : fallback
  }

  /** An option that is on or off: `loop`, `loop="true"`, `loop="false"`; `fallback` when the attribute is missing. */
  protected flagOf(attribute: string, fallback: boolean): boolean {
    const text = this.getAttribute(attribute)
    return text === null ? fallback : text.trim().toLowerCase() !== 'false'
  }

  /** The words of a viewer in the language around it. */
  protected texts<Name extends string>(table: TextsByLanguage<Name>): Texts<Name> {
    return textsFor(table, nearestLanguage(this))
  }

  /** Dispatches `rendition:<name>`, which bubbles and leaves shadow roots. False when a listener prevented what follows. */
  protected send(name: string, detail: Readonly<Record<string, unknown>> = {}, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(`rendition:${name}`, { bubbles: true, composed: true, cancelable, detail }))
  }
}

/** Calls back when a life ends; at once when it has ended. */
export function onEnd(life: AbortSignal, end: () => void): void {
  if (life.aborted) end()
  else life.addEventListener('abort', end, { once: true })
}

/** A script that runs while its page is still arriving meets elements whose content has not. */
function whenParsed(element: HTMLElement, life: AbortSignal, then: () => void): void {
  if (document.readyState !== 'loading' || isFollowed(element)) then()
  else document.addEventListener('DOMContentLoaded', then, { once: true, signal: life })
}

/** Something stands after it, so the parser is past its end. */
function isFollowed(element: Node): boolean {
  for (let at: Node | null = element; at; at = at.parentNode) if (at.nextSibling) return true
  return false
}
