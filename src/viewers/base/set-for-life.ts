import { onEnd } from './viewer-element.js'

/** Sets attributes of an element of the page, and gives it back those it had when the life ends. */
export function setForLife(element: Element, attributes: Readonly<Record<string, string>>, life: AbortSignal): void {
  for (const [name, value] of Object.entries(attributes)) {
    const former = element.getAttribute(name)
    element.setAttribute(name, value)
    onEnd(life, () => {
      if (former === null) element.removeAttribute(name)
      else element.setAttribute(name, former)
    })
  }
}
