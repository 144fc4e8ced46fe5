/** What a key asks of a picture. `pan` is the way the view goes. */
export type KeyAction = 'in' | 'out' | 'reset' | { x: -1 | 0 | 1; y: -1 | 0 | 1 }

const always: Readonly<Record<string, KeyAction>> = { '+': 'in', '=': 'in', '-': 'out', '0': 'reset' }

/** Otherwise the page's own: arrows scroll it, Escape closes a dialog around the picture. */
const whileZoomed: Readonly<Record<string, KeyAction>> = {
  Escape: 'reset',
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** The action for `KeyboardEvent.key`; undefined for a key that is not the viewer's. */
export function actionForKey(key: string, isZoomed: boolean): KeyAction | undefined {
  if (Object.hasOwn(always, key)) return always[key]
  return isZoomed && Object.hasOwn(whileZoomed, key) ? whileZoomed[key] : undefined
}
