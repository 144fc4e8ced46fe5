/** What pointers and the wheel ask for; ways in CSS pixels. */
export interface Gestures {
  /** A pointer went down: whatever moves by itself stops. */
  start(): void
  drag(x: number, y: number): void
  /** Two fingers went apart (above 1) or together; a wheel was turned. */
  zoom(factor: number): void
  /** Whether the wheel is meant for the picture, not for the page. */
  takesWheel(): boolean
}

interface Point {
  x: number
  y: number
}

/** How far a pointer goes before it drags, in CSS pixels, and how much of a wheel is a factor of e. */
const SLACK = 4
const WHEEL = 500
const LINE = 40

/**
 * Follows one pointer or two fingers on a surface. Up and down, one finger scrolls the page (`touch-action`); what begins
 * sideways drags to all sides.
 */
export function followGestures(surface: HTMLElement, gestures: Gestures, life: AbortSignal): void {
  const held = new Map<number, Point>()
  let hasDragged = false
  let way = 0
  const on = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', then: (event: PointerEvent) => void): void =>
    surface.addEventListener(name, then, { signal: life })

  on('pointerdown', (event) => {
    if (event.button !== 0 || held.size === 2) return
    if (held.size === 0) [way, hasDragged] = [0, false]
    held.set(event.pointerId, pointOf(event))
    surface.setPointerCapture(event.pointerId)
    gestures.start()
  })
  on('pointermove', (event) => {
    const from = held.get(event.pointerId)
    if (!from) return
    const to = pointOf(event)
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1]
    held.set(event.pointerId, to)
    way += distance(from, to)
    if (way <= SLACK) return
    hasDragged = true
    if (other) gestures.zoom(distance(other, to) / Math.max(1, distance(other, from)))
    else gestures.drag(to.x - from.x, to.y - from.y)
  })
  for (const end of ['pointerup', 'pointercancel'] as const) on(end, (event) => held.delete(event.pointerId))
  // The end of a drag is no press of a link around the viewer.
  surface.addEventListener('click', (event) => hasDragged && event.preventDefault(), { signal: life })
  surface.addEventListener(
    'wheel',
    (event) => {
      if (!gestures.takesWheel()) return
      event.preventDefault()
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * LINE
      gestures.zoom(Math.exp(-pixels / WHEEL))
    },
    { signal: life, passive: false },
  )
}

function pointOf({ clientX, clientY }: MouseEvent): Point {
  return { x: clientX, y: clientY }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
