/** What a key asks of the open lightbox. `left` and `right` are directions on screen, the rest follow the text. */
export type KeyAction =
  | { name: 'zoom-in' | 'zoom-out' | 'zoom-reset' }
  | { name: 'left' | 'right' | 'previous' | 'next' | 'first' | 'last' }
  | { name: 'pan'; x: -1 | 0 | 1; y: -1 | 0 | 1 }
  /** Nothing to do, but the page behind must not scroll. */
  | { name: 'none' }

const arrows: Readonly<Record<string, { x: -1 | 0 | 1; y: -1 | 0 | 1 }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

const actions: Readonly<Record<string, Exclude<KeyAction['name'], 'pan'>>> = {
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '0': 'zoom-reset',
  PageUp: 'previous',
  PageDown: 'next',
  Home: 'first',
  End: 'last',
}

/**
 * The action for `KeyboardEvent.key`, or undefined for a key that is not the lightbox's. Arrows move a zoomed
 * picture; on one that fits the screen, left and right change the picture.
 */
export function actionForKey(key: string, zoomed: boolean): KeyAction | undefined {
  const arrow = arrows[key]
  if (arrow && zoomed) return { name: 'pan', ...arrow }
  if (arrow) return { name: arrow.x === 0 ? 'none' : arrow.x < 0 ? 'left' : 'right' }
  const name = actions[key]
  return name && { name }
}
