/** How far a pointer goes before it drags, in CSS pixels. */
const SLACK = 4

/**
 * Lets a drag that begins on a pin, and a wheel that is turned over one, act on what lies under it; a press stays the pin's. What
 * the viewer around both hears of neither.
 */
export function letThrough(layer: HTMLElement, surface: HTMLElement, life: AbortSignal): void {
  const held = new Map<number, PointerEvent>()
  const on = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', then: (event: PointerEvent) => void): void =>
    layer.addEventListener(name, then, { signal: life })

  on('pointerdown', (event) => {
    event.stopPropagation()
    if (event.button !== 0 || !(event.target instanceof Element)) return
    held.set(event.pointerId, event)
    event.target.setPointerCapture(event.pointerId)
  })
  on('pointermove', (event) => {
    const from = held.get(event.pointerId)
    if (!from || Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) <= SLACK) return
    held.delete(event.pointerId)
    if (from.target instanceof Element) from.target.releasePointerCapture(event.pointerId)
    surface.dispatchEvent(new PointerEvent('pointerdown', from))
  })
  for (const end of ['pointerup', 'pointercancel'] as const) on(end, (event) => held.delete(event.pointerId))
  // A browser would drag the address of a link.
  layer.addEventListener('dragstart', (event) => event.preventDefault(), { signal: life })
  const turn = (event: WheelEvent): void => {
    event.stopPropagation()
    if (!surface.dispatchEvent(new WheelEvent('wheel', event))) event.preventDefault()
  }
  layer.addEventListener('wheel', turn, { signal: life, passive: false })
}
