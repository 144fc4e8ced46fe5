import { prefersLessMotion } from '../base/motion.js'
import { actionForKey, type KeyAction } from './keys.js'
import { velocityOf, type Sample } from './motion.js'
import { followPointer } from './pointer.js'
import type { Scene } from './scene.js'

/** How far a key moves a zoomed frame, and how much a wheel has to turn for one frame, in CSS pixels. */
const PAN_STEP = 60
const WHEEL_STEP = 60

/** Lets pointers, keys and the wheel act on a scene. `mayZoom` is false where a press means something else: inside a link. */
export function listen(scene: Scene, mayZoom: boolean, life: AbortSignal): void {
  listenToPointer(scene, mayZoom, life)
  listenToWheel(scene, life)
  const { element } = scene.stage
  element.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const action = actionForKey(event.key, isZoomed(scene), scene.grid)
      if (!action) return
      event.preventDefault()
      perform(scene, action)
    },
    { signal: life },
  )
}

/** The width of the stage is one turn, its height all rows. */
function listenToPointer(scene: Scene, mayZoom: boolean, life: AbortSignal): void {
  const { element } = scene.stage
  let way: Sample[] = []
  followPointer(
    element,
    {
      start(time) {
        scene.touch()
        way = [{ column: 0, row: 0, time }]
      },
      drag(by, time) {
        if (isZoomed(scene)) return scene.loupe.pan(by)
        const { width, height } = scene.stage.size()
        const { columns, rows } = scene.grid
        const [column, row] = [(by.x / width) * columns, (by.y / height) * rows]
        const last = way.at(-1)
        way.push({ column: (last?.column ?? 0) + column, row: (last?.row ?? 0) + row, time })
        scene.drag(column, row)
      },
      end(time, cancelled) {
        if (!isZoomed(scene)) scene.release(cancelled || prefersLessMotion() ? undefined : velocityOf(way, time))
      },
      press(at) {
        if (mayZoom) scene.loupe.toggle(at)
      },
    },
    life,
  )
}

/** Only once the stage has the focus: whoever scrolls past has not asked for a turn. Where a turn has an end, the page scrolls on. */
function listenToWheel(scene: Scene, life: AbortSignal): void {
  const { element } = scene.stage
  let left = 0
  element.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || !element.matches(':focus')) return
      const delta = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY
      left += (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? delta : delta * 40) / WHEEL_STEP
      const frames = Math.trunc(left)
      left -= frames
      if (frames !== 0 && !scene.step(frames, 0)) return
      event.preventDefault()
    },
    { signal: life, passive: false },
  )
}

function perform(scene: Scene, action: KeyAction): void {
  switch (action.name) {
    case 'turn':
      return void scene.step(action.column, action.row)
    case 'pan':
      return scene.loupe.pan({ x: -action.x * PAN_STEP, y: -action.y * PAN_STEP })
    case 'first':
    case 'last':
      return scene.goTo(action.name)
    case 'zoom-in':
      return scene.loupe.step(1)
    case 'zoom-out':
      return scene.loupe.step(-1)
    case 'zoom-reset':
      return scene.loupe.reset()
    case 'zoom-toggle':
      return scene.loupe.toggle()
  }
}

function isZoomed({ loupe }: Scene): boolean {
  return loupe.scale > 1
}
