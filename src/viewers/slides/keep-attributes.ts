import { onEnd } from '../base/viewer-element.js'

/** Gives an element back, when a life ends, these attributes as they are now. */
export function keepAttributes(element: Element, names: readonly string[], life: AbortSignal): void {
  const before = names.map((name) => [name, element.getAttribute(name)] as const)
  onEnd(life, () => {
    for (const [name, value] of before) {
      if (value === null) element.removeAttribute(name)
      else element.setAttribute(name, value)
    }
  })
}
