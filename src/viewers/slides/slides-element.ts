import { controlTexts, type ControlText } from '../base/control-texts.js'
import { setAttributes } from '../base/build-dom.js'
import { prefersLessMotion } from '../base/motion.js'
import { fillIn, type Texts } from '../base/texts.js'
import { onEnd, ViewerElement } from '../base/viewer-element.js'
import { keepAttributes } from './keep-attributes.js'
import { moveForKey, placeAfter, placeOf } from './places.js'
import { buildStage } from './stage.js'
import { makeTabs } from './tabs.js'
import { slidesTexts } from './texts.js'
import type { MakeTrack, Track } from './track.js'

/** What there is to work with while the element is in a page. */
export interface SlidesParts {
  list: HTMLElement
  slides: readonly HTMLElement[]
  texts: Texts<ControlText> & Texts<'slides' | 'slide' | 'choose'>
  rightToLeft: boolean
}

/** What one viewer adds to that. */
export interface Manner {
  makeTrack: MakeTrack
  loop: boolean
  /** Small controls that choose a slide: each has a name, and its place is that of the slide. */
  indicators?: { row: HTMLElement; tabs: readonly HTMLElement[]; vertical: boolean; names: readonly string[] }
  /** Controls that come before the arrows. */
  before: readonly HTMLElement[]
  /** Called at first and whenever another slide is shown. */
  shown?(place: number): void
}

/** Keys there have a meaning already. */
const OWN_KEYS = 'input, select, textarea, video, audio, [contenteditable]'

const REACHABLE = 'a[href], button, video[controls], audio[controls], [tabindex="0"]'

/**
 * A list of slides of which one is shown, with arrows, keys, and what a viewer adds. Follows the carousel pattern
 * (https://www.w3.org/WAI/ARIA/apg/patterns/carousel/): slides that are not shown are inert.
 */
export abstract class SlidesElement extends ViewerElement {
  #index = 0
  #live: { slides: readonly HTMLElement[]; loop: boolean; go(place: number, how: How): void } | undefined

  /** Place of the slide that is shown, from 0. */
  get index(): number {
    return this.#index
  }

  get count(): number {
    return this.#live?.slides.length ?? 0
  }

  /** Shows the slide of a place, from 0. */
  show(place: number): void {
    this.#live?.go(place, { aloud: true })
  }

  /** Shows the next slide; false where the last is shown and does not lead to the first. */
  next(): boolean {
    return this.step(1, true)
  }

  previous(): boolean {
    return this.step(-1, true)
  }

  protected abstract manner(parts: SlidesParts, life: AbortSignal): Manner

  /** One on or back; `aloud` tells screen readers. */
  protected step(step: 1 | -1, aloud: boolean): boolean {
    const live = this.#live
    const place = live && placeAfter(this.#index, step, live.slides.length, live.loop)
    if (place === undefined) return false
    live?.go(place, { step, aloud })
    return true
  }

  protected enhance(life: AbortSignal): void {
    const list = this.querySelector<HTMLElement>(':scope > [data-slides]')
    const slides = [...(list?.children ?? [])].filter((item) => item instanceof HTMLElement)
    if (!list || slides.length < 2) return
    const texts = { ...this.texts(controlTexts), ...this.texts(slidesTexts) }
    const rightToLeft = getComputedStyle(this).direction === 'rtl'
    const parts = { list, slides, texts, rightToLeft }
    describe(this, parts, life)
    const manner = this.manner(parts, life)
    const stage = buildStage(this, { texts, rightToLeft, before: manner.before }, life)
    const select = makeIndicators(manner, parts, (place) => go(place, { aloud: false }), life)
    const track: Track = manner.makeTrack(
      list,
      slides,
      {
        index: () => this.#index,
        moved: (place) => change(place, true),
        turn: (step) => this.step(step, true),
        loop: manner.loop,
        rightToLeft,
      },
      life,
    )
    const change = (place: number, aloud: boolean): boolean => {
      if (place === this.#index || !slides[place]) return false
      this.#index = place
      mark()
      if (aloud) stage.say([positionOf(place, parts), nameOf(slides[place])].filter(Boolean).join(': '))
      this.send('change', { index: place, count: slides.length, element: slides[place] })
      return true
    }
    const go = (place: number, { step, aloud }: How): void => {
      if (change(place, aloud)) track.show(place, !prefersLessMotion(), step)
    }
    const mark = (): void => {
      showOnly(this.#index, parts, stage.next)
      select(this.#index)
      const isEnd = (step: 1 | -1): string => String(placeAfter(this.#index, step, slides.length, manner.loop) === undefined)
      stage.previous.setAttribute('aria-disabled', isEnd(-1))
      stage.next.setAttribute('aria-disabled', isEnd(1))
      manner.shown?.(this.#index)
    }
    this.#index = track.nearest()
    this.#live = { slides, loop: manner.loop, go }
    mark()
    stage.previous.addEventListener('click', () => this.previous(), { signal: life })
    stage.next.addEventListener('click', () => this.next(), { signal: life })
    this.addEventListener('keydown', (event) => this.#onKey(event, rightToLeft), { signal: life })
    onEnd(life, () => (this.#live = undefined))
  }

  #onKey(event: KeyboardEvent, rightToLeft: boolean): void {
    const [target] = event.composedPath()
    const isTaken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey
    if (isTaken || !this.#live || (target instanceof Element && target.matches(OWN_KEYS))) return
    const move = moveForKey(event.key, rightToLeft)
    if (!move) return
    event.preventDefault()
    const place = placeOf(move, this.#index, this.count, this.#live.loop)
    const step = move === 'next' ? 1 : move === 'previous' ? -1 : undefined
    if (place !== undefined) this.#live.go(place, { ...(step && { step }), aloud: true })
  }
}

interface How {
  /** The way it goes where it goes round an end. */
  step?: 1 | -1
  /** Tell screen readers. */
  aloud: boolean
}

/** "2 of 5" */
export function positionOf(place: number, { texts, slides }: Pick<SlidesParts, 'texts' | 'slides'>): string {
  return fillIn(texts.position, { index: place + 1, count: slides.length })
}

/** What a slide shows, in words: its caption, else the alternative text of its picture. */
export function nameOf(slide: HTMLElement): string {
  const caption = slide.querySelector(':scope > [data-caption]')?.textContent.trim()
  return caption || slide.querySelector('img')?.alt.trim() || ''
}

/** Roles and names for screen readers. */
function describe(host: HTMLElement, parts: SlidesParts, life: AbortSignal): void {
  const { list, slides, texts } = parts
  // Items of a list may not become groups, as the pattern has it; that they are slides can be said all the same.
  keepAttributes(host, ['role', 'aria-label', 'aria-roledescription'], life)
  keepAttributes(list, ['aria-label'], life)
  const label = host.getAttribute('aria-label') ?? list.getAttribute('aria-label') ?? undefined
  setAttributes(host, { role: label ? 'region' : 'group', 'aria-label': label, 'aria-roledescription': texts.slides })
  list.removeAttribute('aria-label')
  slides.forEach((slide, place) => {
    keepAttributes(slide, ['aria-label', 'aria-roledescription', 'inert', 'data-current'], life)
    setAttributes(slide, { 'aria-label': positionOf(place, parts), 'aria-roledescription': texts.slide })
  })
}

function makeIndicators(
  { indicators }: Manner,
  { texts, rightToLeft }: SlidesParts,
  choose: (place: number) => void,
  life: AbortSignal,
): (place: number) => void {
  if (!indicators) return () => {}
  const { row, tabs, names, vertical } = indicators
  return makeTabs(row, tabs, { label: texts.choose, names, rightToLeft, vertical, choose }, life)
}

/** Only what is shown can be reached; the focus of a slide that goes is handed to the one that comes. */
function showOnly(place: number, { list, slides }: SlidesParts, otherwise: HTMLElement): void {
  const hadFocus = slides.some((slide, at) => at !== place && slide.matches(':focus-within'))
  slides.forEach((slide, at) => {
    slide.toggleAttribute('inert', at !== place)
    slide.toggleAttribute('data-current', at === place)
  })
  if (!hadFocus) return
  const next = slides[place]?.querySelector<HTMLElement>(REACHABLE) ?? (list.tabIndex < 0 ? otherwise : list)
  next.focus({ preventScroll: true })
}
