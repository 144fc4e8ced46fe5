/**
 * Says when an element comes into view: at all, and well (half of it, or of the window). Also when it was hidden before, in a
 * closed dialog for instance.
 */
export function watchSight(element: Element, seen: (well: boolean) => void, life: AbortSignal): void {
  const observer = new IntersectionObserver(
    (entries) => {
      const last = entries.at(-1)
      if (!last?.isIntersecting) return
      const { height } = last.intersectionRect
      seen(last.intersectionRatio >= 0.5 || height >= (last.rootBounds?.height ?? Infinity) / 2)
    },
    { threshold: [0, 0.25, 0.5, 0.75] },
  )
  observer.observe(element)
  life.addEventListener('abort', () => observer.disconnect(), { once: true })
}

/** True where people asked for less data: then only what they act on is fetched. */
export function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true
}
