import { announcer } from '../base/announcer.js'
import { build, button } from '../base/build-dom.js'
import controlsStyle from '../base/controls.css?inline'
import { NEXT, PREVIOUS } from '../base/icons.js'
import { adoptStyle } from '../base/style.js'
import { onEnd } from '../base/viewer-element.js'
import style from './stage.css?inline'

/** The controls around the slides, in the shadow root. */
export interface Stage {
  previous: HTMLButtonElement
  next: HTMLButtonElement
  say(text: string): void
}

export interface StageOptions {
  texts: { previous: string; next: string }
  rightToLeft: boolean
  /** What the Tab key reaches before the arrows. */
  before: readonly HTMLElement[]
}

/** Puts arrows over the slides, which are slotted; `[slot=thumbnails]` follows them. Gone when `life` ends. */
export function buildStage(host: HTMLElement, { texts, rightToLeft, before }: StageOptions, life: AbortSignal): Stage {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  adoptStyle(shadow, controlsStyle)
  adoptStyle(shadow, style)
  const previous = button(texts.previous, 'previous', rightToLeft ? NEXT : PREVIOUS)
  const next = button(texts.next, 'next', rightToLeft ? PREVIOUS : NEXT)
  const { element: status, say } = announcer()
  const stage = build('div', { class: 'stage', part: 'stage' }, ...before, previous, next, build('slot'))
  shadow.replaceChildren(stage, thumbnailsSlot(), status)
  onEnd(life, () => shadow.replaceChildren(build('slot'), thumbnailsSlot()))
  return { previous, next, say }
}

function thumbnailsSlot(): HTMLSlotElement {
  return build('slot', { name: 'thumbnails' })
}
