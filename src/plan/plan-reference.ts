import { isBundle } from '../base/bundle.js'
import { LARGEST_SIDE } from '../base/largest-side.js'
import { movesByItself } from '../base/moves-by-itself.js'
import { showsHotspots } from '../base/shows-hotspots.js'
import { OUTPUT } from '../base/target-address.js'
import { NEGOTIATED } from '../base/negotiates.js'
import type {
  ArtDirection,
  Asset,
  DirectedGroups,
  ElementName,
  FormatGroup,
  ImageFormat,
  ImagePreset,
  PlannedFilm,
  PlannedReference,
  PlannedSound,
  Recipe,
  Reference,
  Rendition,
  Sidecar,
  ViewerPreset,
} from '../types.js'
import { cropFor, cropWithin, regionFor } from './crop.js'
import { EXTENSIONS, fallbackFor, formatsFor, MIME_TYPES } from './formats.js'
import { renditionKey } from './key.js'
import { largePresetFor } from './large-preset.js'
import { afterRotation, ratioOf, sizesFor, type SizedCandidate } from './sizes.js'

export interface PlanInput {
  reference: Reference
  asset: Asset
  sidecar: Sidecar
  preset: ImagePreset
  viewer: ViewerPreset | undefined
  /** A viewer, its own or that of its set, shows it large. */
  wantsLarge?: boolean
  /** A film or sound, by what it is encoded as; main is the last of its files. */
  encoding?: { name: string; film?: PlannedFilm; sound?: PlannedSound } | undefined
  /** A picture of a film: which frame. */
  moment?: Recipe['moment']
  /** The preset a viewer's large picture is made with. */
  largePreset: ImagePreset
  /** Path of the stable address to publish as well, if any, given the extension it will have. */
  stable: ((extension: string) => string) | undefined
  /** The same for the untouched file, where it is to be published beside the picture. */
  original?: ((extension: string) => string) | undefined
  /** Some host answers stable addresses by what a browser accepts. */
  negotiates: boolean
  /** Versions of the encoders, for keys. */
  engineVersion: string
  /** Version of what finds crops by `saliency`, if anything does. */
  saliencyVersion?: string | undefined
  /** Start of published file names. */
  stem: string
}

/** Binds a reference to the renditions that answer it. Pure: no disk, no clock, no encoder. */
export function planReference(input: PlanInput): PlannedReference {
  const { reference, asset, sidecar, preset, viewer, encoding } = input
  const encoded = encoding && encodedMain(encoding)
  const raster = isRaster(asset) && !encoded
  const groups = raster ? groupsOf(input, preset, one(reference)) : []
  const art = raster && isWholePicture(reference) ? preset.art.map((direction) => directed(input, direction)) : []
  const fallback = groups.at(-1)
  const largest = fallback?.candidates.at(-1)?.rendition
  const main = largest ?? encoded ?? asItIs(input)
  const size = largest?.recipe ?? (encoding?.film && filmSize(encoding.film)) ?? asset.probe
  return {
    reference,
    asset,
    sidecar,
    preset,
    groups,
    ...(art.length > 0 && { art }),
    main,
    target: sidecar.rule?.target ?? OUTPUT,
    width: size.width,
    height: size.height,
    ...(encoding?.film && { film: encoding.film }),
    ...(encoding?.sound && { sound: encoding.sound }),
    ...(encoding && { promisedAs: encoding.name }),
    ...(viewer && { viewer }),
    ...((viewer || input.wantsLarge) && raster && { large: largeOf(input) }),
    ...(viewer && raster && showsTiles(viewer, reference) && { tiles: tilesOf(input) }),
    ...(raster && wantsPlaceholder(reference, preset) && { placeholder: placeholderOf(input) }),
    ...(input.original && raster && { original: publicOriginal(input, input.original) }),
    // The files of a bundle are found from where it is.
    ...(input.stable && !isBundle(main.recipe) && stableOf(input, input.stable(main.extension), main)),
  }
}

/** What stands for a film or sound where one URL is wanted. */
function encodedMain({ film, sound }: NonNullable<PlanInput['encoding']>): Rendition | undefined {
  return film ? (film.files.at(-1) ?? film.stream) : sound?.files.at(-1)
}

/** The largest that is made of it. */
function filmSize({ files, stream }: PlannedFilm): { width: number; height: number } | undefined {
  return [...(stream ? [stream] : []), ...files].map(({ recipe }) => recipe).sort((a, b) => b.width - a.width)[0]
}

function publicOriginal(input: PlanInput, addressOf: (extension: string) => string): PlannedReference['original'] {
  const rendition = originalOf(input)
  return { rendition, address: addressOf(rendition.extension) }
}

/** True for pictures that are decoded; SVG is passed on as it is. */
export function isRaster(asset: Asset): boolean {
  return asset.probe.kind === 'image' && asset.probe.format !== 'svg'
}

/** Every rendition of a planned reference and all it consists of, each once. */
export function renditionsOf(planned: PlannedReference): Rendition[] {
  const all = partsOf(planned).flatMap(ownRenditionsOf)
  return [...new Map(all.map((rendition) => [rendition.key, rendition])).values()]
}

/** What a planned reference consists of: itself, its members, posters, tracks, transcript and model for the room. */
export function partsOf(planned: PlannedReference): PlannedReference[] {
  const { members = [], poster, tracks = [], transcript, usdz } = planned
  const files = [
    ...tracks.map(({ file }) => file),
    ...(transcript && 'main' in transcript ? [transcript] : []),
    ...(usdz ? [usdz] : []),
  ]
  return [planned, ...members.flatMap(partsOf), ...(poster ? partsOf(poster) : []), ...files]
}

/** The elements that a planned reference needs: its viewer, those of its members, what shows hotspots and what stops a film. */
export function viewersOf(planned: PlannedReference): ElementName[] {
  const names = partsOf(planned).flatMap((part): ElementName[] => [
    ...(part.viewer ? [part.viewer.viewer] : []),
    // A film all round is a film in its player first.
    ...(part.viewer?.viewer === 'panorama' && part.asset.probe.kind === 'video' ? (['video'] as const) : []),
    ...(showsHotspots(part) ? (['hotspots'] as const) : []),
    ...(movesByItself(part) ? (['loop'] as const) : []),
  ])
  return [...new Set(names)]
}

/** What slides open in. A module asks for it by itself; a classic script, which pages of viewers and of others load, cannot. */
const BROUGHT: Readonly<Partial<Record<ElementName, readonly ElementName[]>>> = { gallery: ['zoom'], mixed: ['zoom'] }

/** The classic scripts that show a planned reference. */
export function scriptsOf(planned: PlannedReference): ElementName[] {
  return [...new Set(viewersOf(planned).flatMap((name) => [name, ...(BROUGHT[name] ?? [])]))]
}

/** The part that a stable address is promised for. */
export function partAt(planned: PlannedReference, address: string): PlannedReference {
  return partsOf(planned).find(({ stable }) => stable === address) ?? planned
}

/** The part a rendition belongs to. */
export function partWith(planned: PlannedReference, { asset, key }: Rendition): PlannedReference {
  const all = partsOf(planned)
  // Most consist of nothing else, and are asked at each of their addresses.
  if (all.length === 1) return planned
  const parts = all.filter((part) => part.asset.path === asset && !part.members)
  return parts.find((part) => ownRenditionsOf(part).some((own) => own.key === key)) ?? parts[0] ?? planned
}

/** Every rendition made from the asset of a planned reference itself; a set has none. */
export function ownRenditionsOf(planned: PlannedReference): Rendition[] {
  if (planned.members) return []
  const all = [
    ...planned.groups.flatMap((group) => group.candidates.map((candidate) => candidate.rendition)),
    ...(planned.art ?? []).flatMap(({ groups }) =>
      groups.flatMap(({ candidates }) => candidates.map(({ rendition }) => rendition)),
    ),
    planned.main,
    ...(planned.large?.candidates.map((candidate) => candidate.rendition) ?? []),
    ...(planned.placeholder ? [planned.placeholder] : []),
    ...(planned.tiles ? [planned.tiles] : []),
    ...encodedOf(planned),
    ...(planned.original ? [planned.original.rendition] : []),
    ...(planned.stableChoices?.map((choice) => choice.rendition) ?? []),
  ]
  return [...new Map(all.map((rendition) => [rendition.key, rendition])).values()]
}

/** What is made of a film or sound, without its poster. */
export function encodedOf({ film, sound }: Pick<PlannedReference, 'film' | 'sound'>): Rendition[] {
  const moving = film ? [film.stream, ...film.files, film.preview, film.storyboard] : []
  const heard = sound ? [...sound.files, sound.waveform] : []
  return [...moving, ...heard].filter((rendition) => rendition !== undefined)
}

/**
 * The stable address, and what a host may answer there in its place: the same picture in the preset's better formats. Their
 * names go on from its own, because `a.png` beside `a.jpg` is another picture.
 */
function stableOf(input: PlanInput, path: string, main: Rendition): Pick<PlannedReference, 'stable' | 'stableChoices'> {
  const { preset, asset } = input
  if (!input.negotiates || !isRaster(asset) || !NEGOTIATED.from.includes(main.extension)) return { stable: path }
  const size = sizesFor(preset, asset.probe, input.sidecar.crops).slice(-1)
  const formats = formatsHolding(preset, asset.probe, size).filter((format) => NEGOTIATED.to.includes(EXTENSIONS[format]))
  const choices = size.flatMap((only) => formats.map((format) => rasterOf(input, preset, only, format)))
  return { stable: path, stableChoices: choices.map((rendition) => ({ path: `${path}.${rendition.extension}`, rendition })) }
}

/** Only a `<picture>` of our own can choose by media query. */
function isWholePicture({ role, insidePicture }: Reference): boolean {
  return (role === 'picture' || role === 'viewer') && !insidePicture
}

/** What is shown where a media query holds. */
function directed(input: PlanInput, { media, sizes, ...changes }: ArtDirection): DirectedGroups {
  const { ratio, widths, ...preset } = input.preset
  const shape = changes.ratio ?? (changes.crop === undefined ? ratio : undefined)
  const own: ImagePreset = {
    ...preset,
    ...(changes.crop !== undefined && { crop: changes.crop }),
    ...(shape !== undefined && { ratio: shape, fit: 'cover' }),
    widths: changes.widths ?? widths,
    ...(changes.widths && { width: undefined, height: undefined, densities: [] }),
  }
  return { media, ...(sizes !== undefined && { sizes }), groups: groupsOf(input, own, false) }
}

/** One URL stands where the reference is, so one format has to serve every browser. */
function one(reference: Reference): boolean {
  return reference.role === 'address' || reference.role === 'link' || reference.role === 'srcset'
}

function wantsPlaceholder(reference: Reference, preset: ImagePreset): boolean {
  return (
    preset.placeholder !== 'none' && (reference.role === 'picture' || reference.role === 'viewer' || reference.role === 'import')
  )
}

function groupsOf(input: PlanInput, preset: ImagePreset, isOne: boolean): FormatGroup[] {
  const { asset } = input
  const sizes = sizesFor(preset, asset.probe, input.sidecar.crops)
  const used = takesOneSize(input.reference, sizes) ? sizes.slice(-1) : sizes
  const formats = formatsHolding(preset, asset.probe, used)
  return (isOne ? [lastOf(formats)] : formats).map((format) => ({
    format,
    type: MIME_TYPES[format],
    candidates: used.map((size) => ({
      descriptor: used.length === 1 ? '' : size.descriptor,
      rendition: rasterOf(input, preset, size, format),
    })),
  }))
}

/** The formats that can hold every size: a screenshot of a whole page may be taller than WebP and AVIF allow. */
function formatsHolding(preset: ImagePreset, probe: Asset['probe'], sizes: readonly SizedCandidate[]): ImageFormat[] {
  const largest = Math.max(...sizes.map(({ width, height }) => Math.max(width, height)))
  const formats = formatsFor(preset, probe).filter((format) => largest <= LARGEST_SIDE[format])
  return formats.length > 0 ? formats : [fallbackFor(preset, probe)]
}

/** A lone URL is one file; CSS cannot choose by width, only by density. */
function takesOneSize(reference: Reference, sizes: readonly SizedCandidate[]): boolean {
  if (reference.role === 'address' || reference.role === 'link') return true
  return reference.role === 'css' && !sizes.some((size) => size.descriptor.endsWith('x'))
}

/** The picture a viewer opens: one size, in the format every browser shows. */
function largeOf(input: PlanInput): FormatGroup | undefined {
  return groupsOf(input, largePresetFor(input.preset, input.largePreset, input.viewer), true).at(-1)
}

/** Viewers that show a picture in parts, where they stand in a page. */
function showsTiles({ viewer }: ViewerPreset, { role, insidePicture }: Reference): boolean {
  return viewer === 'deep-zoom' && (role === 'picture' || role === 'viewer') && !insidePicture
}

/** All pixels of the whole picture, with the operations of its preset; neither cropped nor made smaller. */
function tilesOf(input: PlanInput): Rendition {
  const { asset, preset, largePreset } = input
  const { operations } = preset
  const { background } = largePreset
  const recipe: Recipe = {
    kind: 'tiles',
    format: 'jpeg',
    ...wholeSize(afterRotation(asset.probe, operations)),
    fit: 'fill',
    operations,
    quality: largePreset.quality.jpeg,
    effort: 0,
    metadata: 'strip',
    icc: 'srgb',
    animated: false,
    ...(background !== undefined && { background }),
  }
  return renditionOf(input, recipe, 'json')
}

function wholeSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  return { width, height }
}

function rasterOf(input: PlanInput, preset: ImagePreset, size: SizedCandidate, format: ImageFormat): Rendition {
  const recipe: Recipe = {
    ...commonOf(input, preset),
    kind: 'raster',
    format,
    width: size.width,
    height: size.height,
    quality: preset.quality[format],
    effort: preset.effort[format],
    animated: input.asset.probe.pages > 1,
  }
  return renditionOf(input, recipe, EXTENSIONS[format])
}

function placeholderOf(input: PlanInput): Rendition {
  const sizes = sizesFor(input.preset, input.asset.probe, input.sidecar.crops)
  const largest = sizes.at(-1) ?? input.asset.probe
  const scale = 100 / Math.max(largest.width, largest.height, 100)
  const recipe: Recipe = {
    ...commonOf(input, input.preset),
    kind: 'placeholder',
    format: 'json',
    width: Math.max(1, Math.round(largest.width * scale)),
    height: Math.max(1, Math.round(largest.height * scale)),
    quality: 0,
    effort: 0,
    metadata: 'strip',
    icc: 'srgb',
    animated: false,
  }
  return renditionOf(input, recipe, 'json')
}

/** What is published of an asset that nothing is made of: a film with its index in front, anything else untouched. */
function asItIs(input: PlanInput): Rendition {
  const original = originalOf(input)
  const { kind, format } = input.asset.probe
  const isFilm = (kind === 'video' || kind === 'audio') && REMUXED.has(format)
  return isFilm ? renditionOf(input, { ...original.recipe, kind: 'remux' }, original.extension) : original
}

/** Formats whose index can be moved. */
const REMUXED: ReadonlySet<string> = new Set(['mp4', 'mov'])

/** The bytes of an asset as they are. */
export function originalOf(input: Pick<PlanInput, 'asset' | 'stem' | 'engineVersion'>): Rendition {
  const { asset } = input
  const recipe: Recipe = {
    kind: 'original',
    format: asset.probe.format,
    width: asset.probe.width,
    height: asset.probe.height,
    fit: 'inside',
    operations: [],
    quality: 0,
    effort: 0,
    metadata: 'keep',
    icc: 'keep',
    animated: false,
  }
  // Servers tell browsers the type by the name, and an SVG called .jpg would not be shown.
  const isSvg = asset.probe.format === 'svg'
  return renditionOf(input, recipe, isSvg ? 'svg' : asset.path.slice(asset.path.lastIndexOf('.') + 1).toLowerCase())
}

function commonOf(
  input: PlanInput,
  preset: ImagePreset,
): Pick<Recipe, 'crop' | 'fit' | 'background' | 'operations' | 'metadata' | 'icc' | 'copyright' | 'moment'> {
  const ratio = ratioOf(preset)
  const upright = afterRotation(input.asset.probe, preset.operations)
  const { focal, crops } = input.sidecar
  const region = regionFor(upright, preset.crop, crops)
  const crop = region
    ? cropWithin(upright, region, ratio, focal)
    : ratio === undefined
      ? undefined
      : cropFor(upright, ratio, preset.crop, focal)
  const copyright = preset.metadata === 'copyright' ? input.sidecar.credit : undefined
  return {
    // With a crop rectangle of the right shape, what is left is a plain resize.
    fit: ratio === undefined && !region ? preset.fit : 'fill',
    operations: preset.operations,
    metadata: preset.metadata,
    icc: preset.icc,
    ...(crop && { crop: 'rule' in crop && crop.rule === 'saliency' ? { ...crop, by: input.saliencyVersion ?? '' } : crop }),
    ...(preset.background !== undefined && { background: preset.background }),
    ...(copyright !== undefined && { copyright }),
    ...(input.moment && { moment: input.moment }),
  }
}

function renditionOf(input: Pick<PlanInput, 'asset' | 'stem' | 'engineVersion'>, recipe: Recipe, extension: string): Rendition {
  const { asset, stem } = input
  return {
    key: renditionKey(asset.digest, recipe, input.engineVersion),
    asset: asset.path,
    digest: asset.digest,
    recipe,
    extension,
    stem,
  }
}

function lastOf<T>(list: readonly T[]): T {
  const last = list.at(-1)
  if (last === undefined) throw new RangeError('A preset without formats passed validation.')
  return last
}
