/** What a key asks of a player. Steps are in seconds, volumes and places in fractions. */
export type PlayerAction =
  | { do: 'toggle' | 'mute' | 'full-screen' | 'captions' }
  | { do: 'step'; seconds: number }
  | { do: 'louder'; by: number }
  | { do: 'go'; share: number }
  | { do: 'faster'; steps: 1 | -1 }

const KEYS: Readonly<Record<string, PlayerAction>> = {
  ' ': { do: 'toggle' },
  k: { do: 'toggle' },
  m: { do: 'mute' },
  f: { do: 'full-screen' },
  c: { do: 'captions' },
  j: { do: 'step', seconds: -10 },
  l: { do: 'step', seconds: 10 },
  ArrowLeft: { do: 'step', seconds: -5 },
  ArrowRight: { do: 'step', seconds: 5 },
  ArrowUp: { do: 'louder', by: 0.05 },
  ArrowDown: { do: 'louder', by: -0.05 },
  Home: { do: 'go', share: 0 },
  End: { do: 'go', share: 1 },
  '<': { do: 'faster', steps: -1 },
  '>': { do: 'faster', steps: 1 },
}

/**
 * What a key on a player means. Films run to the right in every browser's controls, so the arrows do not follow the
 * direction of the text. Undefined for keys that are not the player's, and with a modifier that makes a shortcut.
 */
export function actionOf({
  key,
  ctrlKey,
  altKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): PlayerAction | undefined {
  if (ctrlKey || altKey || metaKey) return undefined
  if (/^\d$/.test(key)) return { do: 'go', share: Number(key) / 10 }
  const name = key.length === 1 ? key.toLowerCase() : key
  return Object.hasOwn(KEYS, name) ? KEYS[name] : undefined
}

const SPEEDS = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]

/** The next speed up or down. */
export function speedBeside(speed: number, steps: 1 | -1): number {
  return (steps > 0 ? SPEEDS.find((one) => one > speed) : SPEEDS.findLast((one) => one < speed)) ?? speed
}
