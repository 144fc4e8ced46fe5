import type { Camera } from './camera.js'

/** One press of a key or button. */
export const ZOOM_STEP = 1.25

/** An arrow turns by this part of what is seen. */
const TURN = 0.1

const turns: Readonly<Record<string, readonly [yaw: number, pitch: number]>> = {
  ArrowLeft: [-TURN, 0],
  ArrowRight: [TURN, 0],
  ArrowUp: [0, TURN],
  ArrowDown: [0, -TURN],
}

/** Where a key leads from here; undefined for one that is the browser's. `home` is where it looks at first. */
export function cameraAfter(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  from: Camera,
  home: Camera,
): Camera | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  const { yaw, pitch, fov } = from
  const turn = Object.hasOwn(turns, event.key) ? turns[event.key] : undefined
  if (turn) return { yaw: yaw + turn[0] * fov, pitch: pitch + turn[1] * fov, fov }
  switch (event.key) {
    case '+':
    case '=':
      return { yaw, pitch, fov: fov / ZOOM_STEP }
    case '-':
    case '_':
      return { yaw, pitch, fov: fov * ZOOM_STEP }
    case '0':
    case 'Home':
      return home
    default:
      return undefined
  }
}
