/** What a drag sideways does; `dx` in pixels to the right since its start, `speed` in pixels a millisecond at its end. */
export interface DragTarget {
  start(): void
  move(dx: number): void
  end(dx: number, speed: number): void
  /** The browser took the pointer, to scroll by itself. */
  cancel(): void
}

/** Pixels before a press is a drag. */
const THRESHOLD = 6

/** What has a use of its own for a pointer that moves. */
const OWN_USE = 'input, select, textarea, video, audio, iframe, model-viewer, [contenteditable]'

/**
 * Follows pointers of the given types (`mouse`, `pen`, `touch`) that are dragged sideways over an element. A press that became
 * a drag is no click any more, and drags no link or picture out of the page.
 */
export function followDrags(element: HTMLElement, types: readonly string[], target: DragTarget, life: AbortSignal): void {
  let from: PointerEvent | undefined
  let last: PointerEvent | undefined
  let speed = 0
  let isDragging = false
  const options = { signal: life }

  element.addEventListener('pointerdown', onDown, options)
  element.addEventListener('pointermove', onMove, options)
  element.addEventListener('pointerup', onUp, options)
  element.addEventListener('pointercancel', onCancel, options)
  element.addEventListener('dragstart', (event) => from && event.preventDefault(), options)
  element.addEventListener('click', onClick, { ...options, capture: true })

  function onDown(event: PointerEvent): void {
    isDragging = false
    from =
      event.isPrimary && event.button === 0 && types.includes(event.pointerType) && !isTaken(event, element) ? event : undefined
    last = from
    speed = 0
  }

  function onMove(event: PointerEvent): void {
    if (!from || !last || event.pointerId !== from.pointerId) return
    const dx = event.clientX - from.clientX
    if (!isDragging) {
      if (Math.abs(dx) < THRESHOLD || Math.abs(dx) < Math.abs(event.clientY - from.clientY)) return
      isDragging = true
      element.setPointerCapture(event.pointerId)
      target.start()
    }
    speed = (event.clientX - last.clientX) / Math.max(1, event.timeStamp - last.timeStamp)
    last = event
    target.move(dx)
  }

  function onUp(event: PointerEvent): void {
    if (from && isDragging) target.end(event.clientX - from.clientX, speed)
    from = undefined
    // The click comes next, if one comes at all; one by keyboard is always meant.
    setTimeout(() => (isDragging = false))
  }

  function onCancel(): void {
    if (from && isDragging) target.cancel()
    from = undefined
    isDragging = false
  }

  function onClick(event: MouseEvent): void {
    if (!isDragging) return
    isDragging = false
    event.preventDefault()
    event.stopPropagation()
  }
}

/** Within another viewer, or a control, the pointer is theirs. */
function isTaken(event: Event, element: HTMLElement): boolean {
  const path = event.composedPath()
  return path.slice(0, path.indexOf(element)).some((node) => node instanceof Element && (node.matches(OWN_USE) || isViewer(node)))
}

/** `<rendition-zoom>` only opens, all others are more than a picture. */
export function isViewer({ localName }: Element): boolean {
  return localName.startsWith('rendition-') && localName !== 'rendition-zoom'
}
