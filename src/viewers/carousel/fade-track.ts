import { onEnd } from '../base/viewer-element.js'
import { followDrags } from '../slides/drag.js'
import { turnOf } from '../slides/places.js'
import type { MakeTrack } from '../slides/track.js'

/** Slides one on top of the other, of which one can be seen: the style does it. A swipe changes it. */
export const fadeTrack: MakeTrack = (list, _slides, owner, life) => {
  list.dataset['stacked'] = ''
  onEnd(life, () => delete list.dataset['stacked'])
  const none = (): void => {}
  const end = (dx: number, speed: number): void => {
    const turn = (turnOf(dx, speed, list.clientWidth) * (owner.rightToLeft ? -1 : 1)) as -1 | 0 | 1
    if (turn !== 0) owner.turn(turn)
  }
  followDrags(list, ['mouse', 'pen', 'touch'], { start: none, move: none, end, cancel: none }, life)
  return { show: none, nearest: () => owner.index() }
}
