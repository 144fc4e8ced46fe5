/** What a key asks of the magnifier. `x` and `y` are the way it goes. */
export type KeyAction = 'in' | 'out' | 'reset' | 'hide' | { x: -1 | 0 | 1; y: -1 | 0 | 1 } | 'start' | 'end'

const actions: Readonly<Record<string, KeyAction>> = {
  '+': 'in',
  '=': 'in',
  '-': 'out',
  '0': 'reset',
  Escape: 'hide',
  Home: 'start',
  End: 'end',
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

/** The action for `KeyboardEvent.key` while something is magnified; undefined for a key that is not the viewer's. */
export function actionForKey(key: string): KeyAction | undefined {
  return Object.hasOwn(actions, key) ? actions[key] : undefined
}
