import { build, button } from '../base/build-dom.js'
import { CLOSE } from '../base/icons.js'
import { onEnd } from '../base/viewer-element.js'

/** What a dialog shows, and beside what. */
export interface DialogSetting {
  /** In its shadow root the dialog is shown; the content becomes its child, so that the page's own style applies. */
  host: HTMLElement
  opener: HTMLElement
  title: string
  content: HTMLElement
  texts: { close: string }
  life: AbortSignal
}

/** Distance from what opened it and from the edges of the window, in CSS pixels. */
const GAP = 12

/**
 * Opens a modal dialog beside what was pressed. The browser keeps the focus in, closes it by Esc and gives the focus back; a
 * press beside it closes it, too.
 */
export function openDialog({ host, opener, title, content, texts, life }: DialogSetting): void {
  const close = button(texts.close, 'close', CLOSE)
  const heading = build('h2', { part: 'title', id: 'title' }, title)
  const dialog = build(
    'dialog',
    { part: 'dialog', 'aria-labelledby': 'title' },
    build('div', { class: 'head' }, heading, close),
    build('div', { part: 'content', class: 'content' }, build('slot', { name: 'dialog' })),
  )
  const copy = content.cloneNode(true) as HTMLElement
  copy.slot = 'dialog'
  host.append(copy)
  host.shadowRoot?.append(dialog)
  const place = (): void => putBeside(dialog, opener)
  const open = new AbortController()
  const end = (): void => {
    open.abort()
    dialog.remove()
    copy.remove()
  }
  dialog.addEventListener('close', () => {
    end()
    // Not every browser gives a button the focus that is pressed, so the dialog may not know where it was.
    opener.focus({ preventScroll: true })
  })
  dialog.addEventListener('click', (event) => event.target === dialog && !isOver(dialog, event) && dialog.close())
  close.addEventListener('click', () => dialog.close())
  // What is done in this dialog is nothing to a viewer around it, which pans and zooms.
  for (const name of ['pointerdown', 'wheel', 'keydown']) dialog.addEventListener(name, (event) => event.stopPropagation())
  for (const name of ['resize', 'scroll']) addEventListener(name, place, { signal: open.signal, capture: true })
  onEnd(life, end)
  dialog.showModal()
  place()
}

function isOver(dialog: HTMLElement, { clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect()
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom
}

function putBeside(dialog: HTMLElement, opener: HTMLElement): void {
  const { left, top } = besidePlace(opener.getBoundingClientRect(), dialog.getBoundingClientRect(), {
    width: document.documentElement.clientWidth,
    height: window.innerHeight,
  })
  dialog.style.setProperty('left', `${left}px`)
  dialog.style.setProperty('top', `${top}px`)
}

/** Where a box goes beside another: below, else above, centred on it, and in any case inside the window. */
export function besidePlace(
  opener: { left: number; top: number; width: number; height: number },
  box: { width: number; height: number },
  window: { width: number; height: number },
): { left: number; top: number } {
  const clamp = (value: number, most: number): number => Math.max(GAP, Math.min(value, most - GAP))
  const below = opener.top + opener.height + GAP
  const above = opener.top - GAP - box.height
  const top = below + box.height <= window.height - GAP || above < GAP ? below : above
  return {
    left: clamp(opener.left + opener.width / 2 - box.width / 2, window.width - box.width),
    top: clamp(top, window.height - box.height),
  }
}
