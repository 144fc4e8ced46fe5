import type { Pin } from '../../base/ground.js'
import type { Extent } from '../camera.js'
import { onEnd } from '../../base/viewer-element.js'
import { Painter } from './painter.js'
import { Visit } from './visit.js'
import { layerOf, type XrFrame, type XrInputEvent, type XrSession } from './xr.js'

/** As much of a film as has to be known. */
export interface Film {
  /** At another time there is another frame; NaN while that is looked for. */
  readonly time: number
  toggle(): void
}

/** What is shown around somebody. */
export interface Surroundings {
  extent: Extent
  /** What is to be seen, no larger than so many pixels a side; of a film the frame that it is at. */
  fitting(side: number): TexImageSource
  film: Film | undefined
  /** Where the page looks, in degrees: that is straight ahead at first. */
  yaw: number
  /** Hotspots that are there now. */
  pins(): Pin[]
  /** One of them was chosen, and the session has ended for it. */
  chosen(pin: Pin): void
}

/**
 * Shows something all around who wears a headset, until the life ends. The main button of a controller, or a pinch, chooses the
 * hotspot that it points to; elsewhere it plays and stops a film, and turns a picture so that its beginning is straight ahead, as
 * the button of the grip does with both. Rejects where it cannot be drawn; `lost` is called when it cannot be any more.
 */
export async function showAround(
  session: XrSession,
  surroundings: Surroundings,
  lost: () => void,
  life: AbortSignal,
): Promise<void> {
  const space = await session.requestReferenceSpace('local')
  const painter = new Painter(surroundings.extent)
  onEnd(life, () => painter.destroy())
  painter.context.canvas.addEventListener('webglcontextlost', lost, { signal: life })
  const visit = new Visit(space, surroundings, painter)
  const layer = layerOf(session, painter.context)
  session.updateRenderState({ baseLayer: layer })
  const draw = (_: number, frame: XrFrame): void => {
    if (life.aborted) return
    session.requestAnimationFrame(draw)
    visit.draw(frame, session.inputSources, layer)
  }
  session.requestAnimationFrame(draw)
  const select = ({ frame, inputSource }: XrInputEvent): void => {
    const pin = visit.pinAt(frame, inputSource)
    if (pin)
      void session.end().then(
        () => surroundings.chosen(pin),
        () => undefined,
      )
    else if (surroundings.film) surroundings.film.toggle()
    else visit.recentre()
  }
  session.addEventListener('select', (event) => select(event as XrInputEvent), { signal: life })
  session.addEventListener('squeeze', () => visit.recentre(), { signal: life })
  space.addEventListener('reset', () => visit.recentre(), { signal: life })
}
