import { MANIFEST } from '../base/stream-layout.js'
import type { FilmData, PlannedReference, SoundData } from '../types.js'
import { layoutSize } from './layout-size.js'
import type { View } from './view.js'
import { isPending, sourcesOf } from './viewers/film-sources.js'

/** The object an import of a film gives; `sources` and `src` are empty while it is being encoded. */
export function filmDataOf(planned: PlannedReference, view: View): FilmData {
  const { film, poster, asset } = planned
  return {
    ...playableOf(planned, view),
    ...(poster && { poster: view.address(poster.main) }),
    ...(film?.storyboard && { storyboard: view.address(film.storyboard) }),
    ...(film?.preview && { preview: view.address(film.preview) }),
    ...(film?.stream && hasManifest(film.stream) && !isPending(planned, view) && { dash: manifestOf(view.address(film.stream)) }),
    ...layoutSize(planned),
    duration: film?.duration ?? asset.probe.film?.duration ?? 0,
    loop: film?.loop ?? false,
    muted: film?.muted ?? false,
    alt: planned.sidecar.alt ?? '',
    ...credits(planned),
  }
}

/** The object an import of a sound gives. */
export function soundDataOf(planned: PlannedReference, view: View): SoundData {
  const { sound, asset, sidecar } = planned
  return {
    ...playableOf(planned, view),
    ...(sound?.waveform && { waveform: view.address(sound.waveform) }),
    duration: sound?.duration ?? asset.probe.film?.duration ?? 0,
    title: sidecar.title ?? '',
    ...credits(planned),
  }
}

function playableOf(planned: PlannedReference, view: View): Pick<FilmData, 'src' | 'sources' | 'pending'> {
  const pending = isPending(planned, view)
  if (pending) return { src: '', sources: [], pending }
  const sources = sourcesOf(planned).map(({ type = '', rendition }) => ({ type, src: view.address(rendition) }))
  return { src: view.address(planned.main), sources, pending }
}

function credits({ sidecar }: PlannedReference): Pick<FilmData, 'credit' | 'licence'> {
  const { credit, licence } = sidecar
  return { ...(credit !== undefined && { credit }), ...(licence !== undefined && { licence }) }
}

/** The manifest for DASH stands beside the playlist of all. */
function manifestOf(playlist: string): string {
  return playlist.replace(/[^/]*$/, MANIFEST)
}

function hasManifest({ recipe }: PlannedReference['main']): boolean {
  return recipe.film?.kind === 'stream' && recipe.film.dash
}
