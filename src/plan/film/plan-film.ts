import type { FilmFacts, FilmRecipe, Rung, SoundTrack, VideoCodec, VideoFacts, VideoPreset } from '../../film-types.js'
import type { FilmEncoder } from '../../ports.js'
import type { Asset, PlannedFilm, Recipe, Rendition } from '../../types.js'
import { renditionKey } from '../key.js'
import { framesOf, toneMapOf } from './frames.js'
import { oneRung, rungsOf, sizeAt, usualBitrate, type FilmSize } from './rungs.js'
import { mainSound, soundsOf } from './sounds.js'
import { storyboardOf } from './storyboard.js'

export interface FilmInput {
  asset: Asset
  preset: VideoPreset
  encoder: FilmEncoder
  /** Start of published file names. */
  stem: string
}

/** A player can change the quality at every key frame, and begins to play anywhere within two seconds. */
const KEY_SECONDS = 2
const SEGMENT_SECONDS = 4
/** So short a film is over before a stream has adapted to anything. */
const SHORT_SECONDS = 10
/** Height of the file for those who cannot play a stream. */
const FILE_HEIGHT = 720
const PREVIEW = { height: 360, rate: 30, quality: 30 }
/** Of the JPEGs of a storyboard; rungs have qualities of their own. */
const SPRITE_QUALITY = 75
/** Titles and black are over by then. */
const PREVIEW_START = 0.1

/** What is made of a film; undefined where the encoder has none of the codecs, or there is nothing to see. Pure. */
export function planFilm(input: FilmInput): PlannedFilm | undefined {
  const { asset, preset } = input
  const facts = asset.probe.film
  const size = { width: asset.probe.width, height: asset.probe.height }
  if (!facts?.video || size.width === 0 || size.height === 0) return undefined
  const made = ingredients(input, facts, facts.video, size)
  if (made.rungs.length === 0) return undefined
  const stream = streamsIt(preset, facts, made) ? streamOf(input, made) : undefined
  const files = preset.mp4 || !stream ? filesOf(input, made, stream !== undefined) : []
  const { storyboard } = preset
  const wantsBoard = storyboard && (!storyboard.isAuto || stream !== undefined)
  return {
    preset: preset.name,
    files,
    duration: facts.duration,
    loop: preset.loop,
    muted: preset.muted,
    ...(stream && { stream }),
    ...(preset.preview > 0 && { preview: previewOf(input, made, size) }),
    ...(wantsBoard && { storyboard: boardOf(input, facts.video, storyboardOf(size, facts.duration, storyboard)) }),
  }
}

/** What streams and files of a film are made of. */
interface Ingredients {
  video: VideoFacts
  frames: ReturnType<typeof framesOf>
  rungs: readonly Rung[]
  sounds: readonly SoundTrack[]
  codecs: readonly VideoCodec[]
  duration: number
}

function ingredients(
  { preset, encoder }: FilmInput,
  { audio, duration }: FilmFacts,
  video: VideoFacts,
  size: FilmSize,
): Ingredients {
  const frames = withinReach(framesOf(video, preset), encoder)
  const codecs = preset.codecs.filter((codec) => encoder.videoCodecs.has(codec))
  const wishes = preset.rungs.filter(({ codec }) => codec === undefined || encoder.videoCodecs.has(codec))
  const isHeard = preset.sound !== undefined && encoder.audioCodecs.has('aac')
  const sounds = isHeard && preset.sound ? soundsOf(audio, preset.sound, 'aac') : []
  return { video, frames, rungs: rungsOf(size, frames.frameRate, wishes, codecs), sounds, codecs, duration }
}

/** An encoder that cannot make SDR of HDR leaves it as it is. */
function withinReach<T extends { toneMap?: 'pq' | 'hlg' }>(frames: T, { toneMaps }: FilmEncoder): T {
  const { toneMap: _, ...others } = frames
  return toneMaps ? frames : (others as T)
}

/** One quality and one sound are no choice; then a stream is no better than the file. */
function streamsIt({ stream, mp4 }: VideoPreset, { duration }: FilmFacts, { rungs, sounds }: Ingredients): boolean {
  if (stream !== 'auto') return stream
  return !mp4 || (duration > SHORT_SECONDS && (rungs.length > 1 || sounds.length > 1))
}

function streamOf(input: FilmInput, { frames, rungs, sounds, duration }: Ingredients): Rendition {
  const film: FilmRecipe = {
    kind: 'stream',
    frames,
    rungs,
    sounds,
    keySeconds: KEY_SECONDS,
    segmentSeconds: SEGMENT_SECONDS,
    dash: input.preset.dash,
    duration,
  }
  return filmRendition(worked(input), film, rungs[0] ?? { width: 0, height: 0 }, 'm3u8')
}

/** Beside a stream one file, of a quality that is in there; alone one for each codec, the one every browser plays last. */
function filesOf(
  input: FilmInput,
  { frames, rungs, sounds, codecs, duration }: Ingredients,
  hasStream: boolean,
): readonly Rendition[] {
  const used = [...new Set(rungs.map(({ codec }) => codec))].sort((a, b) => codecs.indexOf(a) - codecs.indexOf(b))
  const common = used.includes('h264') ? 'h264' : used.at(-1)
  const chosen = hasStream ? used.filter((codec) => codec === common) : [...used.filter((codec) => codec !== common), common]
  const sound = mainSound(sounds)
  return chosen.flatMap((codec) => {
    const rung = codec && oneRung(rungs, codec, hasStream ? FILE_HEIGHT : Infinity)
    if (!rung) return []
    const film: FilmRecipe = { kind: 'film', frames, rung, ...(sound && { sound }), keySeconds: KEY_SECONDS, duration }
    return filmRendition(worked(input), film, rung, 'mp4')
  })
}

/** In the codec that every browser plays, which is encoded fastest, too. */
function previewOf(input: FilmInput, { video, rungs, duration }: Ingredients, size: FilmSize): Rendition {
  const { preset } = input
  const frames = withinReach(framesOf(video, { ...preset, frameRate: Math.min(preset.frameRate, PREVIEW.rate) }), input.encoder)
  const seconds = Math.min(preset.preview, duration)
  const at = typeof preset.poster?.at === 'number' ? preset.poster.at : duration * PREVIEW_START
  const start = round(Math.max(0, Math.min(at, duration - seconds)))
  const codec = rungs.some((rung) => rung.codec === 'h264') ? 'h264' : (rungs[0]?.codec ?? 'h264')
  const small = sizeAt(size, PREVIEW.height)
  const rung = { ...small, codec, quality: PREVIEW.quality, maxBitrate: usualBitrate(small, frames.frameRate, codec) }
  const part = { start, seconds: round(seconds) }
  return filmRendition(
    worked(input),
    { kind: 'film', frames: { ...frames, part }, rung, keySeconds: KEY_SECONDS, duration: part.seconds },
    rung,
    'mp4',
  )
}

function boardOf(input: FilmInput, video: VideoFacts, board: ReturnType<typeof storyboardOf>): Rendition {
  // Sprites are JPEGs, which hold no HDR.
  const toneMap = input.encoder.toneMaps ? toneMapOf(video) : undefined
  return filmRendition(input, { ...board, ...(toneMap && { toneMap }) }, board, 'vtt')
}

function worked(input: FilmInput): FilmInput & { effort: number } {
  return { ...input, effort: input.preset.effort }
}

/** A rendition that an encoder of films makes. */
export function filmRendition(
  {
    asset,
    encoder,
    stem,
    effort = 0,
  }: Pick<FilmInput, 'asset' | 'stem'> & {
    encoder: Pick<FilmEncoder, 'version'>
    /** Of pictures; sounds and thumbnails know none. */
    effort?: number
  },
  film: FilmRecipe,
  { width, height }: FilmSize,
  extension: string,
): Rendition {
  const recipe: Recipe = {
    kind: film.kind,
    format: extension,
    width,
    height,
    fit: 'fill',
    operations: [],
    quality: SPRITE_QUALITY,
    effort,
    metadata: 'strip',
    icc: 'srgb',
    animated: false,
    film,
  }
  return {
    key: renditionKey(asset.digest, recipe, encoder.version),
    asset: asset.path,
    digest: asset.digest,
    recipe,
    extension,
    stem,
  }
}

/** Milliseconds are finer than any frame. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
