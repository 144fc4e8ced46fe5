import type { FilmRecipe, VideoPreset } from '../../film-types.js'
import type { FilmSize } from './rungs.js'

type Storyboard = Extract<FilmRecipe, { kind: 'storyboard' }>

/** Thumbnails in a row and rows in a sprite: a sprite is loaded as a whole. */
const MOST = 10

/** Seconds between thumbnails at least; nobody aims better than that on a bar of a few hundred pixels. */
const LEAST_SECONDS = 2
const USUAL_COUNT = 100

/** Where the thumbnails of a film are. Its longer side is as wide as wished, unless the film is smaller. */
export function storyboardOf(
  source: FilmSize,
  duration: number,
  { every: given, width: longest }: Pick<NonNullable<VideoPreset['storyboard']>, 'every' | 'width'>,
): Omit<Storyboard, 'toneMap'> {
  const every = given === 'auto' ? Math.max(LEAST_SECONDS, Math.ceil(duration / USUAL_COUNT)) : given
  const scale = Math.min(1, longest / Math.max(source.width, source.height, 1))
  const count = Math.max(1, Math.ceil(duration / every))
  const columns = Math.min(MOST, count)
  return {
    kind: 'storyboard',
    every,
    width: evenOf(source.width * scale),
    height: evenOf(source.height * scale),
    columns,
    rows: Math.min(MOST, Math.ceil(count / columns)),
    duration,
  }
}

function evenOf(side: number): number {
  return Math.max(2, Math.round(side / 2) * 2)
}
