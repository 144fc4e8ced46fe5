import { isSocial } from '../base/is-social.js'
import { negotiates } from '../base/negotiates.js'
import { stemOf } from '../base/site-path.js'
import { OUTPUT } from '../base/target-address.js'
import { VIEWER_OPTIONS } from '../base/viewer-names.js'
import type { Config } from '../config/types.js'
import { saidViewer } from '../config/wish.js'
import { errorOf } from '../errors.js'
import { stablePath } from '../plan/address.js'
import { placeHotspots } from '../plan/hotspots.js'
import { isRaster, planReference, type PlanInput } from '../plan/plan-reference.js'
import { withAddresses } from '../plan/public-addresses.js'
import { defaultsOf, passesThrough } from '../plan/reference-defaults.js'
import { sizeRefusal } from '../plan/size-limits.js'
import type { Asset, Reference, Sidecar, Wish } from '../types.js'
import { encodingOf, mediumOf, planStill, posterStill, stillFor, type Encoding } from './bind-film.js'
import { playerFor, withCompanions } from './bind-player.js'
import { doubtsOf } from './doubts.js'
import { refuse } from './refusal.js'
import type { BindingSite, Bound, PageWish } from './site-parts.js'

/** An asset and what is said about it. */
export interface Known {
  asset: Asset
  sidecar: Sidecar
}

/** `asked` is what the reference names, when `asset` stands in for it: presets and viewers are what that one would get. */
export async function planFor(
  site: BindingSite,
  reference: Reference,
  page: PageWish | undefined,
  { asset, sidecar }: Known,
  asked?: { path: string; sidecar: Sidecar },
): Promise<Bound> {
  const { parts } = site
  const { config } = parts
  const raster = isRaster(asset)
  const defaults = defaultsOf(config, reference)
  const from = { config, page, sidecar: asked?.sidecar ?? sidecar, assetPath: asked?.path ?? asset.path }
  const player = playerFor(config, reference, asset, saidViewer({ ...from, wish: reference.wish }))
  if (player && 'problem' in player) return refuse(site, reference, player.problem, true)
  const wish = {
    ...reference.wish,
    ...(reference.wish.preset === undefined && raster && { preset: defaults.preset }),
    ...player,
  }
  const mayDefault = raster ? defaults.may : false
  const resolved = parts.resolveWish({ ...from, wish, mayDefault, medium: mediumOf(asset), place: reference.place })
  site.report(resolved.problems)
  const refused = resolved.problems.find((problem) => problem.severity === 'error')
  if (refused) return { kind: 'failed', reference, problem: refused }
  const preset = resolved.preset ?? (!raster && defaults.may ? Object.values(config.presets)[0] : undefined)
  const isPlayed = player !== undefined && !raster && asset.probe.format !== 'svg'
  const stem = stemOf(await parts.canonical(asset))
  const encoded = await encodingOf(parts, { ...resolved, reference, asset, isPlayed, stem })
  if ('problem' in encoded) return refuse(site, reference, encoded.problem, true)
  site.report(encoded.problems)
  const { encoding } = encoded
  const still = encoding ? undefined : await stillFor(parts, { reference, asset, video: resolved.video })
  const isShown = raster || isPlayed || encoding !== undefined || still !== undefined
  if (!isShown && !passesThrough(config, reference, asset)) {
    if (!reference.explicit) return { kind: 'left' }
    return refuse(
      site,
      reference,
      errorOf('asset-unknown-type', { path: asset.path, found: `a file of type ${asset.probe.format}` }),
    )
  }
  if (!preset) return { kind: 'left' }

  const isPublic = reference.role === 'link' || isSocial(reference)
  const ownsStable = !raster || !changesPicture(reference.wish)
  if (!ownsStable && reference.wish.overrides['stable'] !== undefined && resolved.asksStable) {
    const expected = 'a preset with nothing else changed at the reference, because the address names the preset alone'
    return refuse(site, reference, errorOf('invalid-attribute', { attribute: 'stable', expected, received: 'true' }))
  }
  const stable = ownsStable && (isPublic || (!asked && (resolved.asksStable ?? (encoding ?? preset).stable)))
  const stableName = encoding?.name ?? (raster || still ? preset.name : undefined)
  const isOffered = config.stable && !isPublic && resolved.asksStable === undefined
  const largeViewer = resolved.viewer ?? reference.memberOf
  const largePreset = config.presets[largeViewer?.large ?? 'zoom'] ?? preset
  const input: PlanInput = {
    reference,
    asset: encoding?.asset ?? asset,
    sidecar,
    preset,
    // A folder's viewer is for its photos; a drawing gets it where it is asked for.
    viewer: showsIn(reference, { isPlayed: isPlayed || (raster && !encoding), encoding }) ? resolved.viewer : undefined,
    encoding,
    wantsLarge: largeViewer !== undefined,
    largePreset,
    stable: stable ? (extension) => stablePath(config, asset.path, stableName, extension) : undefined,
    original:
      raster && !asked && resolved.original && mayGoUntouched(site, reference, asset) ? originalPath(config, asset) : undefined,
    // The hosts are those of the output.
    negotiates: (sidecar.rule?.target ?? OUTPUT) === OUTPUT && negotiates(config.hosts),
    engineVersion: parts.engine.version,
    saliencyVersion: parts.engine.saliencyVersion,
    stem,
  }
  if (still) return { kind: 'planned', planned: planStill(input, still) }
  const bare = planReference(input)
  const { hotspots, problems: cutOff } = placeHotspots(bare)
  const planned = withAddresses(hotspots ? { ...bare, hotspots } : bare, config, { largePreset, isOffered })
  const tooLarge = sizeRefusal(planned, config.limits)
  if (tooLarge) return refuse(site, reference, tooLarge, true)
  site.report([...doubtsOf(planned), ...cutOff])
  if (!isPlayed && !encoding) return { kind: 'planned', planned }
  const frame = encoding?.still && posterStill(input, encoding.still, config.presets)
  return withCompanions(site, planned, input, frame && { ...frame, promisedAs: encoding?.name ?? '' })
}

/** What moves by itself as a picture does needs no viewer, unless it is asked for. */
function showsIn(
  { role, wish }: Reference,
  { isPlayed, encoding }: { isPlayed: boolean; encoding: Encoding | undefined },
): boolean {
  if (role === 'player') return false
  if (wish.viewer !== undefined) return true
  return isPlayed && !(encoding?.film?.loop && encoding.film.muted)
}

function originalPath(config: Config, asset: Asset): (extension: string) => string {
  return (extension) => stablePath(config, asset.path, undefined, extension)
}

/** What tells where a picture was taken, or with whose camera, is not published by a switch that may stand for a whole folder. */
function mayGoUntouched(site: BindingSite, { place }: Reference, { path, probe }: Asset): boolean {
  const { gps, serial } = probe.metadata
  if (!gps && !serial) return true
  const tells = [...(gps ? ['where it was taken (GPS)'] : []), ...(serial ? ['which camera took it (serial number, owner)'] : [])]
  site.report([errorOf('original-private', { path, tells }, place)])
  return false
}

/** What a reference may say without asking for other pixels or another encoding. */
const KEEPS_PICTURE: ReadonlySet<string> = new Set([
  'stable',
  'sizes',
  'loading',
  'decoding',
  'priority',
  'placeholder',
  ...VIEWER_OPTIONS,
])

/** The picture is not the one its preset's name stands for, so the stable address of that name is not its own. */
function changesPicture(wish: Wish): boolean {
  return Object.keys(wish.overrides).some((name) => !KEEPS_PICTURE.has(name))
}
