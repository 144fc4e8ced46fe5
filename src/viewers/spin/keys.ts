import type { Grid } from './frames.js'

/** What a key asks of the viewer. `turn` is in frames, `pan` in steps. */
export type KeyAction =
  | { name: 'turn'; column: number; row: number }
  | { name: 'pan'; x: number; y: number }
  | { name: 'first' | 'last' | 'zoom-in' | 'zoom-out' | 'zoom-reset' | 'zoom-toggle' }

const arrows: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
}

const actions: Readonly<Record<string, KeyAction>> = {
  Home: { name: 'first' },
  End: { name: 'last' },
  '+': { name: 'zoom-in' },
  '=': { name: 'zoom-in' },
  '-': { name: 'zoom-out' },
  '0': { name: 'zoom-reset' },
  Enter: { name: 'zoom-toggle' },
}

/**
 * The action for `KeyboardEvent.key`; undefined for keys that are not the viewer's. Arrows turn the thing the way they point,
 * in every writing direction; they move a zoomed frame, which turns on with Page keys.
 */
export function actionForKey(key: string, zoomed: boolean, { columns, rows }: Grid): KeyAction | undefined {
  const arrow = Object.hasOwn(arrows, key) ? arrows[key] : undefined
  if (arrow && zoomed) return { name: 'pan', ...arrow }
  if (arrow && rows > 1) return { name: 'turn', column: arrow.x, row: arrow.y }
  // With one row, up and down are more and less, as on every slider.
  if (arrow) return { name: 'turn', column: arrow.x - arrow.y, row: 0 }
  const eighth = Math.max(1, Math.round(columns / 8))
  if (key === 'PageUp') return { name: 'turn', column: eighth, row: 0 }
  if (key === 'PageDown') return { name: 'turn', column: -eighth, row: 0 }
  if (key === 'Escape') return zoomed ? { name: 'zoom-reset' } : undefined
  return Object.hasOwn(actions, key) ? actions[key] : undefined
}
