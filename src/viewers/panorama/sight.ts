import { onEnd } from '../base/viewer-element.js'

/** Says when an element comes into sight, or nearly so, and when it leaves; hidden ones come when they are shown. */
export function watchSight(element: Element, then: (isSeen: boolean) => void, life: AbortSignal): void {
  const observer = new IntersectionObserver(
    (entries) => {
      const last = entries.at(-1)
      if (last) then(last.isIntersecting)
    },
    { rootMargin: '25%' },
  )
  observer.observe(element)
  onEnd(life, () => observer.disconnect())
}

/** True where people asked for less data: then only what they act on is fetched. */
export function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true
}
