import { unwritten } from '../base/unwritten-reference.js'
import type { Medium } from '../config/wish.js'
import { errorOf, warningOf } from '../errors.js'
import type { AudioPreset, VideoPreset } from '../film-types.js'
import { toneMapOf } from '../plan/film/frames.js'
import { planFilm } from '../plan/film/plan-film.js'
import { planSound } from '../plan/film/plan-sound.js'
import { isWhole } from '../plan/own-viewer.js'
import { planReference, type PlanInput } from '../plan/plan-reference.js'
import type { FilmEncoder } from '../ports.js'
import type { SiteParts } from './site-parts.js'
import type { Asset, PlannedFilm, PlannedReference, PlannedSound, Problem, Reference } from '../types.js'

/** What a film or sound, or a GIF that is shown as one, is encoded as. */
export interface Encoding {
  /** The preset, by which its stable addresses are known. */
  name: string
  film?: PlannedFilm
  sound?: PlannedSound
  /** The asset with what its headers say. */
  asset: Asset
  /** How the picture of a frame is made. */
  still?: Still
  /** It takes an address without a hash unless something nearer says otherwise. */
  stable: boolean
}

interface Still {
  moment: NonNullable<PlanInput['moment']>
  /** Image preset, where it names one. */
  preset?: string
  /** Versions of what makes it. */
  engineVersion: string
}

/** What a reference asks for, and of what. */
export interface EncodingInput {
  reference: Reference
  asset: Asset
  video?: VideoPreset
  audio?: AudioPreset
  /** It is shown in its viewer. */
  isPlayed: boolean
  stem: string
}

type Parts = Pick<SiteParts, 'films' | 'engine' | 'config' | 'moving'>

/** What an asset is to the presets. */
export function mediumOf({ probe }: Pick<Asset, 'probe'>): Medium {
  if (probe.kind === 'video') return 'film'
  if (probe.kind === 'audio') return 'sound'
  return probe.format === 'gif' && probe.pages > 1 ? 'gif' : 'picture'
}

/**
 * How an asset is encoded for a reference; undefined where it is not: nothing can encode it, nobody wants it encoded, or all
 * that is known of it is its name. `problems` say what is lacking.
 */
export async function encodingOf(
  parts: Parts,
  input: EncodingInput,
): Promise<{ encoding?: Encoding; problems: readonly Problem[] } | { problem: Problem }> {
  const { reference, video, audio } = input
  if ((!video && !audio) || !wantsEncoding(input, parts.config)) return { problems: [] }
  const encoder = await parts.films.encoder()
  const asset = encoder && (await withFacts(parts, input.asset))
  if (!encoder || !asset?.probe.film) return { problems: [] }
  const { film: facts } = asset.probe
  const refused = video && overLimit(asset, facts.duration, video)
  if (refused) return { problem: { ...refused, place: reference.place } }
  const { stem } = input
  const film = video && planFilm({ asset, preset: video, encoder, stem })
  const sound = audio && planSound({ asset, preset: audio, encoder, stem })
  const problems = lacking(input, encoder, film !== undefined || sound !== undefined).map((problem) => ({
    ...problem,
    place: reference.place,
  }))
  const still = film && video?.poster && stillOf(parts, asset, encoder, video.poster)
  const { name = '', stable = false } = video ?? audio ?? {}
  if (!film && !sound) return { problems }
  return { encoding: { name, asset, stable, ...(film && { film }), ...(sound && { sound }), ...(still && { still }) }, problems }
}

/** A lone address of a film that asks for a picture gets one of its frames. */
export async function stillFor(
  parts: Parts,
  { reference, asset, video }: Pick<EncodingInput, 'reference' | 'asset' | 'video'>,
): Promise<Still | undefined> {
  const { preset } = reference.wish
  const isPicture = preset !== undefined && Object.hasOwn(parts.config.presets, preset)
  if (reference.role !== 'address' || asset.probe.kind !== 'video' || !isPicture) return undefined
  const encoder = await parts.films.encoder()
  return encoder && asset.probe.film?.video ? stillOf(parts, asset, encoder, video?.poster ?? { at: 'first' }) : undefined
}

/** The picture of a frame: what `planReference` makes of a film as if it were a picture. */
export function planStill(input: PlanInput, { moment, engineVersion }: Still): PlannedReference {
  const { asset, preset } = input
  // Of the film's own shape, or the page would move when the film comes in its place.
  const { ratio: _, height, ...whole } = preset
  const isFramed = preset.width !== undefined || preset.widths.length > 0
  return planReference({
    ...input,
    asset: { ...asset, probe: { ...asset.probe, kind: 'image', pages: 1 } },
    preset: { ...whole, ...(!isFramed && height !== undefined && { height }), fit: 'inside', art: [] },
    encoding: undefined,
    moment,
    viewer: undefined,
    wantsLarge: false,
    original: undefined,
    engineVersion,
  })
}

/** The picture that stands for a film, where nobody names one. */
export function posterStill(input: PlanInput, still: Still, presets: SiteParts['config']['presets']): PlannedReference {
  const { reference } = input
  const own = still.preset === undefined ? undefined : presets[still.preset]
  const { place, url, wish } = reference
  const poster = unwritten({ role: 'picture', place, url, wish, attributes: [['alt', '']] })
  return planStill({ ...input, reference: poster, preset: own ?? input.preset }, still)
}

function stillOf(
  { engine }: Parts,
  { probe }: Asset,
  encoder: FilmEncoder,
  { at, preset }: NonNullable<VideoPreset['poster']>,
): Still {
  const video = probe.film?.video
  const toneMap = video && encoder.toneMaps ? toneMapOf(video) : undefined
  const last = Math.max(0, (probe.film?.duration ?? 0) - LAST_FRAME)
  return {
    moment: { at: at === 'first' ? at : Math.min(at, last), ...(toneMap && { toneMap }) },
    engineVersion: `${engine.version}, ${encoder.version}`,
    ...(preset !== undefined && { preset }),
  }
}

/** Seconds before the end in which every film has still a frame. */
const LAST_FRAME = 0.1

/** Where it is shown, and where a preset that encodes is named. */
function wantsEncoding(
  { reference, asset, isPlayed }: EncodingInput,
  { videoPresets, audioPresets }: SiteParts['config'],
): boolean {
  const { wish, role } = reference
  if (isPlayed || role === 'player') return true
  const isNamed =
    wish.preset !== undefined && (Object.hasOwn(videoPresets, wish.preset) || Object.hasOwn(audioPresets, wish.preset))
  // A GIF has a video preset only where something says it is to be one.
  const isMoving = asset.probe.kind === 'image'
  if (isMoving) return isWhole(reference) || (isNamed && role !== 'css' && role !== 'source' && role !== 'picture')
  return isNamed && (role === 'import' || role === 'address' || role === 'link')
}

/** A GIF is looked into once somebody wants a film of it. */
async function withFacts({ moving }: Parts, asset: Asset): Promise<Asset> {
  if (asset.probe.film || asset.probe.kind !== 'image') return asset
  return { ...asset, probe: { ...asset.probe, film: await moving(asset) } }
}

const MEGABYTE = 2 ** 20

function overLimit({ path, bytes }: Asset, duration: number, preset: VideoPreset): Problem | undefined {
  const { name, maxSeconds = Infinity, maxMegabytes = Infinity } = preset
  if (duration > maxSeconds)
    return errorOf('film-over-limit', { path, preset: name, found: `${Math.round(duration)} s`, most: `${maxSeconds} s` })
  if (bytes <= maxMegabytes * MEGABYTE) return undefined
  const found = `${(bytes / MEGABYTE).toFixed(1)} MB`
  return errorOf('film-over-limit', { path, preset: name, found, most: `${maxMegabytes} MB` })
}

/** What the encoder cannot do that a preset asks for. */
function lacking({ asset, video, audio }: EncodingInput, encoder: FilmEncoder, isMade: boolean): Problem[] {
  const { path } = asset
  const wished = video ? [...video.codecs, ...video.rungs.flatMap(({ codec }) => codec ?? [])] : (audio?.formats ?? [])
  const known: ReadonlySet<string> = video ? encoder.videoCodecs : encoder.audioCodecs
  const codecs = [...new Set(wished)].filter((codec) => !known.has(codec))
  const preset = (video ?? audio)?.name ?? ''
  const isGrey = video?.hdr === 'sdr' && asset.probe.film?.video?.transfer !== 'sdr' && !encoder.toneMaps
  return [
    ...(codecs.length > 0 ? [warningOf('codec-missing', { path, preset, codecs, isMade })] : []),
    ...(isGrey && asset.probe.film?.video ? [warningOf('film-grey', { path })] : []),
  ]
}
