import { setAttributes } from '../base/build-dom.js'
import { keepAttributes } from './keep-attributes.js'
import { moveForKey, placeOf } from './places.js'

/** What a row of small controls needs. */
export interface TabsOptions {
  /** Name of the row, and of each control in it. */
  label: string
  names: readonly string[]
  rightToLeft: boolean
  /** They stand in a column. */
  vertical: boolean
  choose(place: number): void
}

/**
 * Makes elements the tabs of a row (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/): one stop for the Tab key, arrows, Home
 * and End within. The function returned marks the one that is chosen. All is undone when `life` ends.
 */
export function makeTabs(
  row: HTMLElement,
  tabs: readonly HTMLElement[],
  options: TabsOptions,
  life: AbortSignal,
): (place: number) => void {
  const { label, names, rightToLeft, vertical, choose } = options
  keepAttributes(row, ['aria-hidden', 'role', 'aria-label', 'aria-orientation'], life)
  row.removeAttribute('aria-hidden')
  setAttributes(row, { role: 'tablist', 'aria-label': label, 'aria-orientation': vertical && 'vertical' })
  tabs.forEach((tab, place) => {
    keepAttributes(tab, ['role', 'aria-label', 'title', 'aria-selected', 'tabindex'], life)
    setAttributes(tab, { role: 'tab', 'aria-label': names[place], title: names[place] })
    tab.addEventListener('click', (event) => onClick(event, place), { signal: life })
    tab.addEventListener('keydown', (event) => onKey(event, place), { signal: life })
  })
  return select

  function select(chosen: number): void {
    tabs.forEach((tab, place) => {
      tab.setAttribute('aria-selected', String(place === chosen))
      tab.tabIndex = place === chosen ? 0 : -1
      if (place === chosen) bringIntoRow(row, tab)
    })
  }

  function onClick(event: MouseEvent, place: number): void {
    // A link in a new tab or window stays one.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    choose(place)
  }

  function onKey(event: KeyboardEvent, place: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const move = moveForKey(event.key, rightToLeft, vertical)
    const to = event.key === ' ' || event.key === 'Enter' ? place : move && placeOf(move, place, tabs.length, true)
    if (to === undefined) return
    event.preventDefault()
    choose(to)
    tabs[to]?.focus({ preventScroll: true })
  }
}

/** Scrolls the row and nothing else. */
function bringIntoRow(row: HTMLElement, tab: HTMLElement): void {
  const [outer, inner] = [row.getBoundingClientRect(), tab.getBoundingClientRect()]
  row.scrollBy({
    left: outside(inner.left, inner.right, outer.left, outer.right),
    top: outside(inner.top, inner.bottom, outer.top, outer.bottom),
  })
}

/** How far an interval is outside another. */
function outside(start: number, end: number, from: number, to: number): number {
  return start < from ? start - from : Math.max(0, end - to)
}
