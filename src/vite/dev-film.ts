import { digestOf } from '../base/hash.js'
import { movesByItself } from '../base/moves-by-itself.js'
import { encodedOf, originalOf, partsOf } from '../plan/plan-reference.js'
import { sourcesOf } from '../rewrite/viewers/film-sources.js'
import type { PlannedReference, Rendition } from '../types.js'
import type { Context, OpenSite } from './context.js'
import { devAddress } from './dev-address.js'
import { ENCODED, ENCODING, type EncodedFilm } from './film-client.js'

/** What a planned reference is in a page. */
type Markup = (planned: PlannedReference) => Promise<string>

/**
 * A planned reference as a page of the dev server shows it now: where a film or sound of it is not encoded yet, the source in
 * its place, while it is encoded beside, and the page is told once it can be played.
 */
export async function shownNow(
  context: Context,
  open: OpenSite,
  planned: PlannedReference,
  markup: Markup,
): Promise<PlannedReference> {
  const moving = partsOf(planned).filter((part) => part.film ?? part.sound)
  if (moving.length === 0) return planned
  for (const part of moving) open.site.enqueue(filmAlone(part))
  await open.site.settle('leave')
  return asSource(context, open, planned, markup)
}

/** @param markup Absent for a member of a set, whose markup is a part of that. */
function asSource(context: Context, open: OpenSite, planned: PlannedReference, markup?: Markup): PlannedReference {
  const members = planned.members?.map((member) => asSource(context, open, member))
  if ((!planned.film && !planned.sound) || playedOf(planned).every(({ key }) => open.site.artifact(key)))
    return members ? { ...planned, members } : planned
  const id = idOf(planned)
  void tellOnceEncoded(context, open, planned, id, markup)
  const { film, sound: _sound, promisedAs: _name, ...rest } = planned
  const { reference, asset, main } = planned
  const original = originalOf({ asset, stem: main.stem, engineVersion: '' })
  const marked = { ...reference, attributes: [...(reference.attributes ?? []), [ENCODING, id] as const] }
  const shown = { ...rest, main: original, reference: marked }
  // A GIF moves as the picture it is.
  if (!film || !movesByItself(planned) || asset.probe.kind !== 'video') return shown
  const { preset, duration, loop, muted } = film
  return { ...shown, film: { preset, duration, loop, muted, files: [original] } }
}

/** A picture becomes another element, which has what the author gave it. */
function idOf(planned: PlannedReference): string {
  const key = playedOf(planned)[0]?.key ?? ''
  return (isPicture(planned) ? digestOf(`${key}${JSON.stringify(planned.reference.attributes)}`) : key).slice(0, 16)
}

/** A GIF that is shown as a film. */
function isPicture({ reference, asset }: PlannedReference): boolean {
  return reference.role === 'picture' && asset.probe.kind === 'image'
}

/** Once for each film, however many pages show it. */
async function tellOnceEncoded(
  context: Context,
  open: OpenSite,
  planned: PlannedReference,
  id: string,
  markup: Markup | undefined,
): Promise<void> {
  if (context.encodings.has(id)) return
  context.encodings.add(id)
  const made = await Promise.all(playedOf(planned).map(({ key }) => open.site.parts.queue.ready(key)))
  const problem = made.flatMap((one) => ('problem' in one ? [one.problem] : []))[0]
  if (problem) {
    context.vite.logger.warn(`${problem.message} (${problem.code})`)
    return
  }
  const sources = sourcesOf(planned).map(({ type, rendition }) => ({
    src: devAddress(context, planned, rendition),
    ...(type !== undefined && { type }),
  }))
  const html = markup && isPicture(planned) ? await markup(planned) : undefined
  const data: EncodedFilm = { id, sources, ...(html !== undefined && { html }) }
  context.server?.ws.send({ type: 'custom', event: ENCODED, data })
}

/** What has to be there before it can be played. */
function playedOf({ film, sound }: PlannedReference): readonly Rendition[] {
  return film ? [...(film.stream ? [film.stream] : []), ...film.files] : (sound?.files ?? [])
}

/** Without the pictures, which are made when they are asked for. */
function filmAlone(planned: PlannedReference): PlannedReference {
  const { groups: _, art: _art, large: _large, placeholder: _placeholder, tiles: _tiles, original: _original, ...rest } = planned
  const { poster: _poster, tracks: _tracks, transcript: _transcript, members: _members, stableChoices: _choices, ...alone } = rest
  return { ...alone, groups: [], main: encodedOf(planned)[0] ?? planned.main }
}
