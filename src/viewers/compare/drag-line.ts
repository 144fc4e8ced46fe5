/** How far a finger goes before it is no tap, in CSS pixels. */
const SLACK = 4

/**
 * Calls `move` with where a pointer wants the line: a mouse or pen at once, a finger when it goes the line's way or taps, because
 * until then it may mean to scroll the page. `end` when it is lifted. `vertical`: the line goes up and down.
 */
export function dragLine(
  surface: HTMLElement,
  vertical: boolean,
  { move, end }: { move(event: PointerEvent): void; end(): void },
  life: AbortSignal,
): void {
  let held: { id: number; x: number; y: number; moves: boolean } | undefined
  let hasDragged = false
  const on = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', then: (event: PointerEvent) => void): void =>
    surface.addEventListener(name, then, { signal: life })

  on('pointerdown', (event) => {
    if (held || event.button !== 0) return
    held = { id: event.pointerId, x: event.clientX, y: event.clientY, moves: event.pointerType !== 'touch' }
    hasDragged = false
    surface.setPointerCapture(event.pointerId)
    if (held.moves) move(event)
  })
  on('pointermove', (event) => {
    if (held?.id !== event.pointerId) return
    const [x, y] = [Math.abs(event.clientX - held.x), Math.abs(event.clientY - held.y)]
    const [along, across] = vertical ? [y, x] : [x, y]
    hasDragged ||= Math.max(along, across) > SLACK
    held.moves ||= along > SLACK && along > across
    if (held.moves) move(event)
  })
  on('pointerup', (event) => {
    if (held?.id !== event.pointerId) return
    held = undefined
    move(event)
    end()
  })
  on('pointercancel', (event) => {
    if (held?.id === event.pointerId) held = undefined
  })
  // The end of a drag is no press of a link around the viewer.
  surface.addEventListener('click', (event) => hasDragged && event.preventDefault(), { signal: life })
}
