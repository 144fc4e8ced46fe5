import { externalFilm } from '../base/external-film.js'
import { VIEWER_OPTIONS } from '../base/viewer-names.js'
import { bindFile, type PlayerBinding } from './bind-file.js'
import { NO_VIEWER } from '../config/defaults.js'
import type { Config } from '../config/types.js'
import { errorOf } from '../errors.js'
import type { Bound } from './site-parts.js'
import type { ExternalFilm, Problem, Reference } from '../types.js'

/** The film at another site that a reference shows; undefined where it shows none, or is a link to one. */
export function shownExternal({ role, url, members, insidePicture }: Reference): ExternalFilm | undefined {
  const isShown = (role === 'picture' || role === 'viewer') && !members && !insidePicture
  return isShown ? externalFilm(url) : undefined
}

/** The shape of nearly all films there, and of the player. */
const RATIO = '16:9'

/**
 * Binds a film at another site: to its poster, a picture of this site in the shape of the player, which is all that is asked
 * for before somebody plays it. `refuse` tells a problem as one of the reference.
 */
export async function bindExternal(
  site: PlayerBinding,
  { viewers }: Pick<Config, 'viewers'>,
  reference: Reference,
  external: ExternalFilm,
  refuse: (problem: Problem) => Bound,
): Promise<Bound> {
  const { url, wish, place, attributes = [] } = reference
  const name = wish.viewer ?? 'video'
  const viewer = Object.hasOwn(viewers, name) ? viewers[name] : undefined
  if (name !== NO_VIEWER && viewer?.viewer !== 'video')
    return refuse(errorOf('viewer-unfit', { path: url, kind: 'video', viewer: name, fitting: 'video' }))
  if (!viewer) return { kind: 'left' }
  const poster = attributes.find(([attribute]) => attribute === 'poster')?.[1] ?? reference.poster
  if (!poster) return refuse(errorOf('embed-poster', { url, provider: external.provider }))
  const own = attributes.filter(([attribute]) => attribute !== 'poster')
  const options: readonly string[] = VIEWER_OPTIONS
  const overrides = Object.fromEntries(Object.entries(wish.overrides).filter(([option]) => !options.includes(option)))
  const bound = await bindFile(
    site,
    { url: poster, place },
    { role: 'picture', wish: { ...wish, viewer: NO_VIEWER, overrides: { ratio: RATIO, ...overrides } }, attributes: own },
  )
  if ('problem' in bound) return { kind: 'failed', reference, problem: bound.problem }
  const shown: Reference = { ...reference, wish: bound.reference.wish, attributes: own }
  return { kind: 'planned', planned: { ...bound, viewer, external, reference: shown } }
}
