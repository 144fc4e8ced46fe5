import { onEnd } from '../base/viewer-element.js'
import { followDrags } from './drag.js'
import { followEdgeSwipes } from './edge-swipe.js'
import { turnOf } from './places.js'
import type { MakeTrack } from './track.js'

/** Milliseconds without a scroll event after which scrolling is over, where the browser does not say so: it went nowhere, or Safari before 26. */
const QUIET = 150

/**
 * A list that scrolls sideways and snaps. Fingers scroll it, as they do without a script; a mouse drags it, buttons scroll
 * smoothly. Going round an end, the first slide stands behind the last for as long as it takes.
 */
export const scrollTrack: MakeTrack = (list, slides, owner, life) => {
  let wanted: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let dragFrom = 0
  let isHeld = false
  let width = list.clientWidth
  const sign = owner.rightToLeft ? -1 : 1
  const options = { signal: life, passive: true }

  list.addEventListener('scroll', onScroll, options)
  list.addEventListener('scrollend', onScrollEnd, options)
  list.addEventListener('pointerdown', takeOver, options)
  list.addEventListener('wheel', takeOver, options)
  list.addEventListener('touchstart', () => (isHeld = true), options)
  for (const name of ['touchend', 'touchcancel']) list.addEventListener(name, release, options)
  const sizes = new ResizeObserver(() => {
    if (list.clientWidth === width) return
    width = list.clientWidth
    wanted = undefined
    putBack()
    jumpTo(owner.index())
  })
  sizes.observe(list)
  followDrags(list, ['mouse', 'pen'], { start, move, end, cancel }, life)
  if (owner.loop) followEdgeSwipes(list, owner, life)
  onEnd(life, () => {
    sizes.disconnect()
    clearTimeout(timer)
    putBack()
    delete list.dataset['moving']
    delete list.dataset['dragging']
  })
  return { show, nearest }

  function show(place: number, smooth: boolean, step?: 1 | -1): void {
    if (wanted !== undefined) {
      putBack()
      jumpTo(wanted)
      wanted = undefined
    }
    if (!smooth) return jumpTo(place)
    if (step === 1 && place === 0) lift()
    if (step === -1 && place === slides.length - 1 && !isLifted()) {
      lift()
      jumpTo(0)
    }
    wanted = place
    scrollTo(place, 'smooth')
    waitForQuiet()
  }

  function nearest(): number {
    const distances = slides.map((_, place) => Math.abs(distanceTo(place)))
    return distances.indexOf(Math.min(...distances))
  }

  function distanceTo(place: number): number {
    const [at, slide] = [list.getBoundingClientRect(), slides[place]?.getBoundingClientRect()]
    if (!slide) return 0
    return owner.rightToLeft ? slide.right - at.right : slide.left - at.left
  }

  function jumpTo(place: number): void {
    scrollTo(place, 'instant')
  }

  /** Absolute: what `scrollBy` adds to is not the same everywhere while scrolling goes on. */
  function scrollTo(place: number, behavior: ScrollBehavior): void {
    list.scrollTo({ left: list.scrollLeft + distanceTo(place), behavior })
  }

  /** The first slide goes behind the last. */
  function lift(): void {
    slides[0]?.style.setProperty('translate', `${sign * slides.length * 100}%`)
  }

  function isLifted(): boolean {
    return slides[0]?.style.translate !== ''
  }

  function putBack(): void {
    const first = slides[0]
    if (!first || !isLifted()) return
    const isOn = nearest() === 0
    first.style.removeProperty('translate')
    if (first.getAttribute('style') === '') first.removeAttribute('style')
    if (isOn) jumpTo(0)
  }

  function onScroll(): void {
    if (wanted !== undefined || !('onscrollend' in list)) waitForQuiet()
    // A list that is hidden or printed scrolls by itself; it goes back when it has a size again.
    const isItself = list.clientWidth === width && width > 0
    if (isItself && wanted === undefined && list.dataset['dragging'] === undefined) owner.moved(nearest())
  }

  /** Where it scrolls on to what is wanted, this is the end of something before. */
  function onScrollEnd(): void {
    if (wanted === undefined || Math.abs(distanceTo(wanted)) < 1) settle()
  }

  function waitForQuiet(): void {
    clearTimeout(timer)
    timer = setTimeout(settle, QUIET)
  }

  /** Whoever touches the slides has them. */
  function takeOver(): void {
    wanted = undefined
    clearTimeout(timer)
  }

  function release(): void {
    isHeld = false
    waitForQuiet()
  }

  function settle(): void {
    clearTimeout(timer)
    if (isHeld || list.clientWidth !== width || width === 0 || list.dataset['dragging'] !== undefined) return
    putBack()
    delete list.dataset['moving']
    const place = wanted ?? nearest()
    wanted = undefined
    jumpTo(place)
    owner.moved(place)
  }

  function start(): void {
    wanted = undefined
    putBack()
    dragFrom = list.scrollLeft
    list.dataset['moving'] = list.dataset['dragging'] = ''
  }

  function move(dx: number): void {
    const [first, last] = [owner.index() === 0, owner.index() === slides.length - 1]
    if (owner.loop && !isLifted() && ((first && dx * sign > 0) || (last && dx * sign < 0))) {
      lift()
      if (first) jumpTo(0)
      dragFrom = list.scrollLeft
    }
    list.scrollLeft = dragFrom - dx
  }

  function cancel(): void {
    delete list.dataset['dragging']
    settle()
  }

  function end(dx: number, speed: number): void {
    delete list.dataset['dragging']
    const turn = (turnOf(dx, speed, list.clientWidth) * sign) as -1 | 0 | 1
    if (turn === 0 || !owner.turn(turn)) show(owner.index(), true)
  }
}
