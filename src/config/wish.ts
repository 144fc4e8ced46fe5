import { nearestName } from '../base/nearest-name.js'
import { VIEWER_OPTIONS } from '../base/viewer-names.js'
import { errorOf } from '../errors.js'
import type { AudioPreset, VideoPreset } from '../film-types.js'
import type { ImagePreset, Place, Problem, Sidecar, ViewerPreset, Wish } from '../types.js'
import { applyFields } from './apply-fields.js'
import { NO_VIEWER } from './defaults.js'
import { overriddenField, presetFieldNames, presetFields, type PresetFieldName } from './preset-fields.js'
import { profileFor } from './profile-for.js'
import type { Config } from './types.js'
import { checkSafely, suggestionFor } from './value.js'
import { viewerOptions, type ViewerOptionName } from './viewer-options.js'

export interface WishInput {
  config: Config
  /** What the reference itself asks for. */
  wish: Wish
  /** What its page's front matter asks for; left out where that should not count. */
  page?: { preset?: string; viewer?: string }
  sidecar: Sidecar
  /** Site path of the asset, for profiles. */
  assetPath: string
  /** The reference is a raster picture in a page, which gets the default preset when nothing names one. */
  mayDefault: boolean
  /** What the asset is; a picture where nothing is said. An animated GIF can be shown as either. */
  medium?: Medium
  place?: Place
}

export type Medium = 'picture' | 'gif' | 'film' | 'sound'

/** What a reference gets. No preset and no problem: it is left to Vite. */
export interface ResolvedWish {
  /** With the reference's overrides, under the preset's own name. There also beside problems, as far as it could be told. */
  preset?: ImagePreset
  /** What a film or sound, or an animated GIF, is encoded with; `preset` is that of its poster then. */
  video?: VideoPreset
  audio?: AudioPreset
  viewer?: ViewerPreset
  stable: boolean
  /** What reference, sidecar or profile say of stable addresses; absent where only the preset decides. */
  asksStable?: boolean
  /** The untouched file is to be published as well. */
  original: boolean
  problems: Problem[]
}

/**
 * Settles what a reference gets: reference, then front matter, sidecar (nearest folder first), the last profile that
 * matches, the default preset, field by field. Who asks for a viewer or gives an override and names no preset gets the
 * default one; `viewer="none"` means no viewer, whatever a later source says. Pure.
 */
export function resolveWish(input: WishInput): ResolvedWish {
  const { config, wish, page, sidecar, place } = input
  const problems: Problem[] = []
  const profile = profileFor(config, input.assetPath)
  const sources = [wish, page ?? {}, sidecar, profile]
  const bare = knownViewer(sources.find((source) => source.viewer !== undefined)?.viewer, config, place, problems)
  const overrides = Object.entries(wish.overrides).filter(([name]) => !isViewerOption(name))
  const viewer = bare && withOptions(bare, wish, place, problems)
  const asksFor = wish.viewer !== undefined || wish.preset !== undefined || overrides.length > 0
  const asks = asksFor || (input.mayDefault && viewer !== undefined)
  const encoding = encodingFor(input, presetsNamed(sources, viewer), problems)
  const { named } = encoding
  const name =
    named ??
    (input.mayDefault && config.defaultPreset ? config.defaultPreset : asks ? config.defaultPreset || 'default' : undefined)
  const base = name === undefined ? undefined : knownPreset(name, input, problems)
  const preset = base && overridden(base, overrides, place, problems)
  const own = 'stable' in wish.overrides ? preset?.stable : undefined
  const asksStable = own ?? sidecar.stable ?? profile.stable
  return {
    ...(preset && { preset }),
    ...(preset && encoding.video && { video: encoding.video }),
    ...(preset && encoding.audio && { audio: encoding.audio }),
    ...(preset && viewer && { viewer }),
    stable: asksStable ?? preset?.stable ?? false,
    ...(asksStable !== undefined && { asksStable }),
    original: sidecar.original ?? profile.original ?? false,
    problems,
  }
}

/** The nearest word on the viewer, whether there is one of that name or not. */
export function saidViewer({
  config,
  wish,
  page,
  sidecar,
  assetPath,
}: Pick<WishInput, 'config' | 'wish' | 'page' | 'sidecar' | 'assetPath'>): string | undefined {
  return wish.viewer ?? page?.viewer ?? sidecar.viewer ?? profileFor(config, assetPath).viewer
}

function knownPreset(name: string, { config, medium, place }: WishInput, problems: Problem[]): ImagePreset | undefined {
  const { presets, videoPresets, audioPresets } = config
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined
  const others = medium === 'sound' ? audioPresets : medium === 'film' || medium === 'gif' ? videoPresets : {}
  const known = [...Object.keys(presets), ...Object.keys(others)]
  if (!preset) problems.push(errorOf('unknown-preset', { preset: name, suggestion: nearestName(name, known), known }, place))
  return preset
}

/**
 * The presets that are named, nearest first. A viewer preset's own preset counts where its name stands, after one that is named
 * there itself.
 */
function presetsNamed(
  sources: readonly { preset?: string | undefined; viewer?: string | undefined }[],
  viewer: ViewerPreset | undefined,
): string[] {
  const from = sources.findIndex((source) => source.viewer !== undefined)
  return sources.flatMap((source, at) => source.preset ?? (at === from ? (viewer?.preset ?? []) : []))
}

/**
 * Of the presets that are named, the nearest one for pictures, and the nearest one that encodes what the asset is. Folders hold
 * pictures and films: a name that is for the other kind says nothing, unless the reference itself gives it.
 */
function encodingFor(
  { config, medium = 'picture', wish, assetPath, place }: WishInput,
  names: readonly string[],
  problems: Problem[],
): { named?: string; video?: VideoPreset; audio?: AudioPreset } {
  const { presets, videoPresets, audioPresets, defaultVideoPreset, defaultAudioPreset } = config
  const familyOf = (name: string): Medium =>
    Object.hasOwn(videoPresets, name) ? 'film' : Object.hasOwn(audioPresets, name) ? 'sound' : 'picture'
  const suits = (name: string): boolean =>
    familyOf(name) === 'picture' || familyOf(name) === medium || (familyOf(name) === 'film' && medium === 'gif')
  if (wish.preset !== undefined && !suits(wish.preset))
    problems.push(errorOf('preset-unfit', { path: assetPath, preset: wish.preset, family: familyOf(wish.preset) }, place))
  const picture = names.find((name) => familyOf(name) === 'picture')
  const named = picture === undefined ? {} : { named: picture }
  if (medium === 'sound') {
    const audio = names.find((name) => familyOf(name) === 'sound') ?? (defaultAudioPreset || undefined)
    return { ...named, ...(audio !== undefined && { audio: audioPresets[audio] }) }
  }
  const film = names.find((name) => familyOf(name) === 'film')
  if (medium === 'film') {
    const video = film ?? (defaultVideoPreset || undefined)
    return { ...named, ...(video !== undefined && { video: videoPresets[video] }) }
  }
  if (medium === 'picture') return named
  // Whichever kind is named nearer, or what the preset for pictures says of GIFs.
  const nearest = names.find((name) => familyOf(name) !== 'sound')
  const usual = picture ?? (config.defaultPreset || undefined)
  const isMoving = nearest !== undefined && nearest === film
  const isTold = usual !== undefined && presets[usual]?.gif === 'film'
  const loop = isMoving ? film : isTold ? GIF_PRESET : undefined
  return { ...named, ...(loop !== undefined && { video: videoPresets[loop] }) }
}

/** Of GIFs that become films because a preset for pictures says so. */
const GIF_PRESET = 'loop'

function knownViewer(
  name: string | undefined,
  { viewers }: Config,
  place: Place | undefined,
  problems: Problem[],
): ViewerPreset | undefined {
  if (name === undefined || name === NO_VIEWER) return undefined
  const viewer = Object.hasOwn(viewers, name) ? viewers[name] : undefined
  const known = [...Object.keys(viewers), NO_VIEWER]
  if (!viewer) problems.push(errorOf('unknown-viewer', { viewer: name, suggestion: nearestName(name, known), known }, place))
  return viewer
}

function isViewerOption(name: string): name is ViewerOptionName {
  return VIEWER_OPTIONS.some((known) => known === name)
}

/** A viewer with the options a reference gives. Those of other viewers are told, because they would do nothing. */
function withOptions(viewer: ViewerPreset, { overrides }: Wish, place: Place | undefined, problems: Problem[]): ViewerPreset {
  const options: Record<string, string | number | boolean> = { ...viewer.options }
  const own = viewerOptions[viewer.viewer]
  for (const [attribute, text] of Object.entries(overrides)) {
    if (!isViewerOption(attribute)) continue
    const value = own[attribute]
    const clean = value && checkSafely(value, value.parse(text))
    if (clean !== undefined) options[attribute] = clean
    else if (!value) {
      problems.push(errorOf('unknown-attribute', { attribute, suggestion: nearestName(attribute, Object.keys(own)) }, place))
    } else {
      const suggestion = suggestionFor(value, text)
      problems.push(errorOf('invalid-attribute', { attribute, expected: value.expected, received: text, suggestion }, place))
    }
  }
  return { ...viewer, options }
}

function overridden(
  base: ImagePreset,
  overrides: readonly (readonly [string, string])[],
  place: Place | undefined,
  problems: Problem[],
): ImagePreset {
  const given = new Map<PresetFieldName, unknown>()
  const written = new Map<PresetFieldName, readonly [attribute: string, text: string]>()
  for (const [attribute, text] of overrides) {
    const name = overriddenField(attribute)
    if (name) {
      given.set(name, presetFields[name].value.parse(text))
      written.set(name, [attribute, text])
    } else {
      const suggestion = nearestName(attribute, ['preset', 'viewer', ...presetFieldNames, ...VIEWER_OPTIONS])
      problems.push(errorOf('unknown-attribute', { attribute, suggestion }, place))
    }
  }
  if (given.size === 0) return base
  return applyFields(base, given, (name, expected, _received, suggestion) => {
    const [attribute, received] = written.get(name) ?? [name, '']
    problems.push(errorOf('invalid-attribute', { attribute, expected, received, suggestion }, place))
  })
}
