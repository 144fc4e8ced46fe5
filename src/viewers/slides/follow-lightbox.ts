/** While a lightbox shows the slides large, the slides keep up with it, so that it closes into the picture that was last shown. */
export function followLightbox(
  host: HTMLElement,
  slides: readonly HTMLElement[],
  show: (place: number) => void,
  life: AbortSignal,
): void {
  host.addEventListener('rendition:change', ({ target, detail }) => follow(target, detail.element), { signal: life })
  host.addEventListener('rendition:close', ({ target, detail }) => follow(target, detail.element, true), { signal: life })

  function follow(target: EventTarget | null, shown: Element, isOver = false): void {
    if (!(target instanceof Element) || target.localName !== 'rendition-zoom') return
    const place = slides.findIndex((slide) => slide.contains(shown))
    if (place === -1) return
    show(place)
    // The link it was opened from cannot be reached any more when another slide is shown.
    if (isOver && document.activeElement === document.body) shown.querySelector('a')?.focus({ preventScroll: true })
  }
}
