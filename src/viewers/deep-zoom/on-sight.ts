import { onEnd } from '../base/viewer-element.js'

/** Calls back once an element is in sight or nearly so, for as long as its life lasts; hidden ones when they are shown. */
export function onSight(element: Element, life: AbortSignal, then: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      then()
    },
    { rootMargin: '25%' },
  )
  observer.observe(element)
  onEnd(life, () => observer.disconnect())
}
