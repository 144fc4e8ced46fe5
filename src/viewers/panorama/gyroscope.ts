import { directionOf, type Direction } from './orientation.js'

/** Safari lets pages know how a device is held only after people were asked. */
interface Permitted {
  requestPermission?(): Promise<'granted' | 'denied'>
}

/** Whether the device may know how it is held: one that is touched does, and tells it to pages of `https:` alone. */
export function mayHaveGyroscope(): boolean {
  return 'DeviceOrientationEvent' in globalThis && navigator.maxTouchPoints > 0
}

/**
 * Follows how the device is held for as long as `life` lasts; has to be called in a press. False where people said no.
 * `missing` is called once where the device does not know it after all.
 */
export async function followDevice(
  turned: (direction: Direction) => void,
  missing: () => void,
  life: AbortSignal,
): Promise<boolean> {
  const answer = await (DeviceOrientationEvent as Permitted).requestPermission?.().catch(() => 'denied')
  if (answer === 'denied' || life.aborted) return false
  const follow = ({ alpha, beta, gamma }: DeviceOrientationEvent): void => {
    if (alpha === null || beta === null || gamma === null) missing()
    else turned(directionOf({ alpha, beta, gamma }, screen.orientation.angle))
  }
  addEventListener('deviceorientation', follow, { signal: life })
  return true
}
