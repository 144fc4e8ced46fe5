import type { Grounded } from '../base/ground.js'
import { toggleFilm } from './film-controls.js'
import type { Stage } from './stage.js'
import type { Surroundings } from './vr/show-around.js'

/** What the page shows, for a headset: from where it looks, with the hotspots that lie on it. */
export function surroundingsOf(
  { host, stage, film }: { host: Grounded; stage: Stage; film: HTMLVideoElement | undefined },
  yaw: number,
): Surroundings {
  return {
    extent: stage.extent,
    fitting: stage.fitting,
    film: film && {
      get time() {
        return film.seeking ? NaN : film.currentTime
      },
      toggle: () => toggleFilm(film),
    },
    yaw,
    pins: () => host.ground?.pins?.() ?? [],
    chosen({ element }) {
      // The page turns to it.
      element.focus()
      element.click()
    },
  }
}
