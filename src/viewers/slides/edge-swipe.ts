import type { TrackOwner } from './track.js'

/** Pixels a finger has to go. */
const FAR = 40

/** A finger that pulls at an end of the list, where there is nothing to scroll to, goes round it. */
export function followEdgeSwipes(list: HTMLElement, owner: TrackOwner, life: AbortSignal): void {
  let from: { x: number; y: number; scrolled: number } | undefined
  const options = { signal: life, passive: true }

  list.addEventListener(
    'touchstart',
    ({ touches }) => {
      const touch = touches[0]
      from = touch && touches.length === 1 ? { x: touch.clientX, y: touch.clientY, scrolled: list.scrollLeft } : undefined
    },
    options,
  )
  list.addEventListener(
    'touchend',
    ({ changedTouches }) => {
      const touch = changedTouches[0]
      if (!from || !touch || Math.abs(list.scrollLeft - from.scrolled) > 2) return
      const dx = touch.clientX - from.x
      if (Math.abs(dx) < FAR || Math.abs(dx) < Math.abs(touch.clientY - from.y)) return
      owner.turn(dx > 0 === owner.rightToLeft ? 1 : -1)
    },
    options,
  )
}
