import { bindFile, fail, type PlayerBinding, type Result } from './bind-file.js'
import { namedOf, tracksOf, transcriptOf, usdzOf } from './bind-tracks.js'
import { NO_VIEWER } from '../config/defaults.js'
import type { Config } from '../config/types.js'
import { errorOf, warningOf } from '../errors.js'
import { firstPageOf, isWhole, ownViewer, PLAYERS, showsFilm } from '../plan/own-viewer.js'
import { planReference, type PlanInput } from '../plan/plan-reference.js'
import type { ImageEngine } from '../ports.js'
import type { Bound } from './site-parts.js'
import type { Asset, PlannedReference, Problem, Reference, Wish } from '../types.js'

/**
 * The viewer of a film, sound or document where a page shows one; `none` for a picture whose folder has such a viewer. What is
 * in Markdown's syntax for pictures is meant to be shown, an `<img>` only if it says so. `said` is the nearest word on it, from
 * the reference to the profile: one that does not fit is a mistake at the reference, and gives way anywhere else.
 */
export function playerFor(
  { viewers }: Pick<Config, 'viewers'>,
  reference: Reference,
  asset: Asset,
  said: string | undefined,
): { viewer: string } | { problem: Problem } | undefined {
  if (!isWhole(reference) || said === NO_VIEWER) return undefined
  const own = ownViewer(asset)
  const named = said !== undefined && Object.hasOwn(viewers, said) ? viewers[said] : undefined
  const isPlayerOfPicture = asset.probe.kind === 'image' && named !== undefined && PLAYERS.includes(named.viewer)
  if (own === undefined && !isPlayerOfPicture) return undefined
  if (own !== undefined && !reference.explicit && !isMarkdown(reference)) return undefined
  if (said !== undefined && (!named || named.viewer === own || showsFilm(named.viewer, asset))) return { viewer: said }
  if (reference.wish.viewer !== undefined) {
    const { path, probe } = asset
    return { problem: errorOf('viewer-unfit', { path, kind: probe.kind, viewer: said ?? '', fitting: own }, reference.place) }
  }
  return { viewer: own ?? NO_VIEWER }
}

function isMarkdown({ escape }: Reference): boolean {
  return escape === 'html' || escape === 'markdown'
}

/**
 * The files that belong to a film, sound or document: its poster, tracks, transcript, model for the room; `plannedFrom`
 * is what it was planned from,
 * and gives a document its first page. A file that cannot be shown fails the whole.
 */
export async function withCompanions(
  site: PlayerBinding,
  planned: PlannedReference,
  plannedFrom: PlanInput,
  frame?: PlannedReference,
): Promise<Bound> {
  const { reference } = planned
  const input: PlanInput = { ...plannedFrom, encoding: undefined }
  const named = await namedOf(site, planned)
  const [poster, tracks] = [await posterOf(site, planned), await tracksOf(site, planned, named)]
  const transcript = await transcriptOf(
    site,
    planned,
    { named, tracks: tracks && 'problem' in tracks ? [] : (tracks ?? []) },
    input,
  )
  const usdz = await usdzOf(site, planned)
  for (const one of [poster, tracks, transcript, usdz])
    if (one && 'problem' in one) return { kind: 'failed', reference, problem: one.problem }
  site.report(doubtsOf(planned, poster !== undefined, site.parts.engine))
  const shown = poster ?? frame ?? firstPage(input, site.parts.engine)
  const companions = {
    ...(shown && { poster: shown }),
    ...(tracks && { tracks }),
    ...(transcript && { transcript }),
    ...(usdz && { usdz }),
  }
  return { kind: 'planned', planned: { ...planned, ...(companions as Partial<PlannedReference>) } }
}

/** What draws documents; it is a package of the site's own. */
const DOCUMENTS = '@hyzyla/pdfium'

/** What browsers mostly do not play, and what is not shown for want of a package or decoder. */
function doubtsOf(planned: PlannedReference, hasPoster: boolean, { documentVersion }: ImageEngine): Problem[] {
  const { asset, reference } = planned
  const { path, probe } = asset
  if (planned.viewer?.viewer === 'model') return modelDoubts(planned)
  if (['mov', 'avi', 'mkv'].includes(probe.format) && !planned.film)
    return [warningOf('film-unplayable', { path, format: probe.format.toUpperCase() }, reference.place)]
  const isUndrawn = probe.format === 'pdf' && !hasPoster && documentVersion === undefined
  return isUndrawn ? [warningOf('page-undrawn', { path, package: DOCUMENTS }, reference.place)] : []
}

function modelDoubts({ asset, reference, viewer }: PlannedReference): Problem[] {
  const { path, probe } = asset
  const hasDecoders = viewer?.options['decoders'] !== undefined
  return (probe.needs ?? []).flatMap((need) => {
    if (need === 'files') return [warningOf('model-files', { path }, reference.place)]
    if (need === 'meshopt') return [warningOf('model-meshopt', { path }, reference.place)]
    return hasDecoders ? [] : [warningOf('model-decoder', { path, need }, reference.place)]
  })
}

/** The picture of a document's first page; undefined where it cannot be drawn. It has no address that lasts. */
function firstPage(input: PlanInput, { version, documentVersion }: ImageEngine): PlannedReference | undefined {
  const asset = firstPageOf(input.asset)
  if (!asset || documentVersion === undefined) return undefined
  const { reference } = input
  return planReference({
    ...input,
    asset,
    viewer: undefined,
    wantsLarge: false,
    stable: undefined,
    original: undefined,
    reference: { ...reference, role: 'picture', attributes: [['alt', '']] },
    engineVersion: `${version}, ${documentVersion}`,
  })
}

/** A film's poster is cut to the film's shape, or the page would move when the film comes in its place. */
async function posterOf(
  site: PlayerBinding,
  { reference, sidecar, asset, preset, viewer }: PlannedReference,
): Promise<Result<PlannedReference> | undefined> {
  if (viewer?.viewer === 'audio' || asset.probe.kind === 'audio') return undefined
  const written = reference.attributes?.find(([name]) => name === 'poster')?.[1] ?? reference.poster
  const file = written === undefined ? sidecar.poster : { url: written, place: reference.place }
  if (!file) return undefined
  const bindTo = (overrides: Wish['overrides']): Promise<Result<PlannedReference>> =>
    bindFile(site, file, {
      role: 'picture',
      wish: { preset: preset.name, viewer: NO_VIEWER, overrides },
      attributes: [['alt', '']],
    })
  const poster = await bindTo({})
  if ('problem' in poster) return poster
  if (poster.asset.probe.kind !== 'image')
    return fail(
      site,
      errorOf(
        'asset-unknown-type',
        { path: poster.asset.path, found: `a file of type ${poster.asset.probe.format}` },
        file.place,
      ),
    )
  const { width, height } = asset.probe
  const isAlike = width === 0 || Math.abs((poster.width * height) / width - poster.height) <= Math.max(1, poster.height / 100)
  return isAlike || poster.groups.length === 0 ? poster : bindTo({ ratio: `${width}:${height}` })
}
