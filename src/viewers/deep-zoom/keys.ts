/** What a key does to the view. `pan` is in parts of what is seen, to the right and down. */
export type ViewAction = 'in' | 'out' | 'home' | { pan: readonly [x: number, y: number] }

const STEP = 0.2

const actions: Readonly<Record<string, ViewAction>> = {
  '+': 'in',
  '=': 'in',
  '-': 'out',
  _: 'out',
  '0': 'home',
  Home: 'home',
  ArrowLeft: { pan: [-STEP, 0] },
  ArrowRight: { pan: [STEP, 0] },
  ArrowUp: { pan: [0, -STEP] },
  ArrowDown: { pan: [0, STEP] },
}

/**
 * What a key means here; undefined for one that is the browser's. Arrows stay the page's while the whole picture is in sight,
 * since there is nothing to pan.
 */
export function actionOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  isWhole: boolean,
): ViewAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
  return isWhole && typeof action === 'object' ? undefined : action
}
