/**
 * The nouns of the project, one sentence each. Plain data only: everything here survives
 * `structuredClone` and `JSON.stringify`. Paths are POSIX; "site path" means relative to the
 * site's root (`media/lake.jpg`), never absolute, so that no machine path reaches an output.
 */
import type { FilmFacts, FilmRecipe } from './film-types.js'

/** Lower-case hex SHA-256 of bytes (64 characters). */
export type Digest = string

/** What an asset is, decided by its first bytes, never by its extension alone. */
export type Kind = 'image' | 'video' | 'audio' | 'model' | 'document' | 'set'

/** Encodings a rendition can have. */
export type ImageFormat = 'avif' | 'webp' | 'jpeg' | 'png' | 'gif'

/** A spot in an author's file. Line and column start at 1; offsets are UTF-16 units in the file's text. */
export interface Place {
  /** Site path of the file. */
  file: string
  line: number
  column: number
}

/** Half-open range `[start, end)` of UTF-16 units in a document's text. */
export interface Range {
  start: number
  end: number
}

/** What a model is shown with: decoders of what it is compressed by, or `files` beside it. */
export type ModelNeed = 'draco' | 'ktx2' | 'meshopt' | 'files'

/** What a header tells about an asset before anything is decoded. */
export interface Probe {
  kind: Kind
  /** Short name of the real type: `jpeg`, `png`, `webp`, `avif`, `gif`, `svg`, `mp4`, `pdf` … */
  format: string
  /** Upright size in CSS pixels (EXIF orientation applied); 0 when the kind has none. */
  width: number
  height: number
  /** Frames of an animation; 1 for a still. */
  pages: number
  hasAlpha: boolean
  /** Fully described: `srgb`, `p3`, `cmyk`, `grey`, `other`. */
  colour: 'srgb' | 'p3' | 'cmyk' | 'grey' | 'other'
  /** What a model is shown with; absent for nothing. */
  needs?: readonly ModelNeed[]
  /** More than pictures may be in general: only `deep-zoom`, which takes it in parts, may show it. In words, for the message. */
  beyond?: { limit: string; found: string }
  /** Of a film or sound, once something that can read it looked: how long, how fast, with which sounds. */
  film?: FilmFacts
  /** What metadata is there (`serial`: a serial number of camera or lens, or their owner's name), so that publishing an original can be judged. */
  metadata: {
    exif: boolean
    gps: boolean
    serial: boolean
    gainMap: boolean
    /** Content credentials (C2PA), not verified; absent for none. */
    credentials?: true
  }
}

/** An original media file the site owns. */
export interface Asset {
  /** Site path. */
  path: string
  /** Digest of the bytes. */
  digest: Digest
  /** Size in bytes. */
  bytes: number
  probe: Probe
}

/** Rules by which the engine finds what matters in the pixels. `saliency` needs the optional package smartcrop. */
export type CropRule = 'attention' | 'entropy' | 'saliency'

/** Where a crop is centred: a fraction of width and height, or a rule; or the name of a crop that sidecars give. */
export type Crop = 'focal' | CropRule | 'centre' | { x: number; y: number } | { named: string }

/** A part of an upright picture, in fractions of its width and height. */
export interface Region {
  x: number
  y: number
  width: number
  height: number
}

/** Another picture of an asset where a media query holds: another crop, shape or other widths than the preset's. */
export interface ArtDirection {
  /** A CSS media query. */
  media: string
  crop?: Crop
  ratio?: number
  widths?: readonly number[]
  sizes?: string
}

/** How a picture meets a box of another shape. */
export type Fit = 'cover' | 'contain' | 'inside' | 'outside' | 'fill'

/** One step applied to the pixels; the order in a list is the order of work. */
export type Operation =
  | { name: 'trim'; threshold: number }
  | { name: 'rotate'; angle: number }
  | { name: 'flip' }
  | { name: 'flop' }
  | { name: 'flatten' }
  | { name: 'blur'; sigma: number }
  | { name: 'sharpen'; sigma: number }
  | { name: 'grayscale' }
  | { name: 'tint'; colour: string }
  | { name: 'brightness'; factor: number }
  | { name: 'saturation'; factor: number }
  | { name: 'hue'; degrees: number }
  | { name: 'contrast'; factor: number }

export type Placeholder = 'none' | 'color' | 'blur' | 'thumbhash'
export type MetadataPolicy = 'strip' | 'copyright' | 'keep'
/** `srgb` converts every picture to sRGB and drops the profile; `keep` keeps wide gamut with its profile. */
export type IccPolicy = 'srgb' | 'keep'

/** An image preset with nothing left optional but what is truly absent. */
export interface ImagePreset {
  name: string
  /** Width candidates in pixels, ascending. Empty when `width`, `height` or `densities` decide. */
  widths: readonly number[]
  width?: number
  height?: number
  /** Multiples of `width`/`height` for `x` descriptors, ascending, e.g. `[1, 2]`. */
  densities: readonly number[]
  /** In order of preference. `fallback` is jpeg, or png with alpha, or gif when animated. */
  formats: readonly (ImageFormat | 'fallback')[]
  quality: Readonly<Record<ImageFormat, number>>
  effort: Readonly<Record<ImageFormat, number>>
  fit: Fit
  /** Width divided by height. */
  ratio?: number
  crop: Crop
  /** What is shown instead where a media query holds; the first that does counts. */
  art: readonly ArtDirection[]
  /** CSS colour for `contain` bars and for flattening. */
  background?: string
  operations: readonly Operation[]
  /** The `sizes` attribute; undefined means the sensible default for the layout. */
  sizes?: string
  loading: 'lazy' | 'eager'
  decoding: 'async' | 'sync' | 'auto'
  priority: boolean
  placeholder: Placeholder
  metadata: MetadataPolicy
  icc: IccPolicy
  /** Animated GIFs are shown as films, with the video preset `loop`. */
  gif?: 'film'
  /** Also publish a stable address (`/media/lake.hero.jpg`) for every asset shown with this preset. */
  stable: boolean
}

export type ViewerName =
  | 'zoom'
  | 'inline-zoom'
  | 'flyout'
  | 'deep-zoom'
  | 'gallery'
  | 'carousel'
  | 'spin'
  | 'mixed'
  | 'video'
  | 'audio'
  | 'panorama'
  | 'model'
  | 'compare'
  | 'document'

/** An element `<rendition-…>` that a page can need: a viewer, what puts hotspots on a picture, or what stops a film that moves by itself. */
export type ElementName = ViewerName | 'hotspots' | 'loop'

/** A viewer preset: which viewer, how it behaves, and the image presets it draws from. */
export interface ViewerPreset {
  /** Its name: that of the viewer, or one of the site's own. */
  name: string
  viewer: ViewerName
  /** Image preset of what it shows, where nothing nearer names one. */
  preset?: string
  /** Image preset of what it shows large. */
  large: string
  /** Options of its viewer that differ from the defaults of its element; they become attributes. */
  options: Readonly<Record<string, string | number | boolean>>
}

/**
 * What one reference asks for, as written: strings from a query, `data-*` attributes or a directive,
 * not yet checked. `preset` and `viewer` are names; the rest override fields of the preset.
 */
export interface Wish {
  preset?: string
  viewer?: string
  /** Preset fields given at the reference, by their option name: `{ width: '1280', crop: 'attention' }`. */
  overrides: Readonly<Record<string, string>>
}

/** How the answer to a reference is written into the document. */
export type ReferenceRole =
  /** A whole `<img>`: becomes `<picture>` (or `<source>`s + `<img>` inside an author's `<picture>`). */
  | 'picture'
  /** A `<source srcset>` inside an author's `<picture>`: becomes one `<source>` per format. */
  | 'source'
  /** One URL: poster, icon, og:image, svg image, srcset candidate … */
  | 'address'
  /** A link to the media itself: `a[href]`. Documents are published as they are, pictures as their largest rendition. */
  | 'link'
  /** `imagesrcset` of a preload, or another attribute that holds a whole srcset for one asset. */
  | 'srcset'
  /** A `url()` in CSS that becomes `image-set()`. */
  | 'css'
  /** The start tag of a `<video>` or `<audio>` of the author's own, or a `<source>` in one: gets what the film is encoded as. */
  | 'player'
  /** A module import that becomes a data object. */
  | 'import'
  /** A viewer directive or set. */
  | 'viewer'

/** One place in a document that asks for an asset. */
export interface Reference {
  role: ReferenceRole
  /** Where the URL stands, for messages. */
  place: Place
  /** The URL as the syntax means it (entities and escapes decoded), query included. */
  url: string
  /** Range of the URL's own text inside the document, for rewriting after a move. */
  urlRange: Range
  /** Range the answer replaces: the whole tag for `picture`, the attribute's value for `address` … */
  range: Range
  wish: Wish
  /** The author's attributes on the element, in order, names lower-cased; absent where there is no element. */
  attributes?: readonly (readonly [name: string, value: string])[]
  /** For `picture` and `source`: the element already stands inside an author's `<picture>`. */
  insidePicture?: boolean
  /** For `picture` and `viewer`: the element already stands inside an author's `<a href>`. */
  insideLink?: boolean
  /** The element stands inside an author's `<p>` in HTML, which ends where a list or another block begins. */
  insideParagraph?: true
  /** For `player`: which element of the author's it is. */
  playerTag?: 'video' | 'audio' | 'source'
  /** What a set made in a page shows, in order; `url` is empty then. */
  members?: readonly Reference[]
  /** The viewer of the set that this is a member of: its large picture is wanted, too. */
  memberOf?: ViewerPreset
  /** For a member of a set: the page it leads to, and the URL of the picture that stands for it. */
  link?: string
  poster?: string
  /** `url` is a pattern with the query of all its files, not one file: of `import.meta.glob`, or of a set. */
  glob?: true
  /**
   * How text must be escaped where the answer goes: an attribute value in its quotes, CSS, JS string, Markdown …
   */
  escape: 'html' | 'html-attribute' | 'css' | 'css-in-attribute' | 'js' | 'markdown' | 'yaml'
  /** Nobody wrote it: it stands for everyone who copied a stable address. */
  isPromise?: true
  /** True when the reference is the author's explicit request to us (preset, viewer or override given). */
  explicit: boolean
}

/** What a sidecar (`hero.jpg.media.yaml`, or `_media.yaml` for a folder) says, merged for one asset. */
export interface Sidecar {
  /** Focal point as fractions of the upright width and height. */
  focal?: { x: number; y: number }
  /** Named parts of the picture, for presets and art direction. */
  crops?: Readonly<Record<string, Region>>
  alt?: string
  title?: string
  credit?: string
  licence?: string
  /** The nearest word: a state for the asset, or a mode that its state follows from. */
  publish?: 'published' | 'draft' | 'unpublished' | PublishMode
  /** ISO dates or date-times; no zone means UTC. */
  on?: string
  off?: string
  expires?: string
  preset?: string
  viewer?: string
  stable?: boolean
  /** The untouched file has a stable address, too. */
  original?: boolean
  /** Language of `alt`, `title` and `credit` (BCP 47). */
  lang?: string
  /** Takes over a stable address that belonged to another asset. */
  reuse?: boolean
  /** Name of the one target the asset goes to, where the mode is `selective`. */
  target?: string
  /** Site path of the asset that is shown instead while this one may not be. */
  fallback?: string
  /** The picture that stands for a video, sound, model or document until it is opened. */
  poster?: NamedFile
  /** Captions and the like of a video or sound. */
  tracks?: readonly TrackOfSidecar[]
  /** What is said in a video or sound, to be read. */
  transcript?: NamedFile
  /** A model for the room, as iPhones want it. */
  usdz?: NamedFile
  /** Places of the picture that lead somewhere or tell something, in the order of the keyboard. */
  hotspots?: readonly Hotspot[]
  /** What follows from all that was said, with profiles and site. */
  rule?: PublishRule
  /** Site paths of the files this was read from, nearest first. */
  files: readonly string[]
}

/** A file that a sidecar names: its URL as written, and where; relative ones begin at the sidecar's folder, others at the root. */
export interface NamedFile {
  url: string
  place: Place
}

/** https://html.spec.whatwg.org/multipage/media.html#attr-track-kind */
export type TrackKind = 'captions' | 'subtitles' | 'chapters' | 'descriptions' | 'metadata'

/** What a `<track>` says besides its address. */
export interface TrackWords {
  kind: TrackKind
  /** BCP 47. */
  lang?: string
  /** Its name in the menu of the player. */
  label?: string
  /** On from the start. */
  default?: boolean
}

/** A film that another site plays. */
export interface ExternalFilm {
  /** Whose site it is, for people. */
  provider: 'YouTube' | 'Vimeo'
  /** Absolute address of the player. */
  embed: string
  /** Absolute address of the page about it. */
  page: string
}

/** A track as a sidecar names it. */
export interface TrackOfSidecar extends TrackWords {
  src: NamedFile
}

/** A track bound to the file that answers it. */
export interface PlannedTrack extends TrackWords {
  file: PlannedReference
}

/** Fractions of a picture's width and height, from its left top corner. */
export type Point = readonly [x: number, y: number]

/**
 * Where a hotspot is on the upright source. The radius is a fraction of the shorter side; a direction is in degrees to the right
 * of a panorama's middle, and above its horizon.
 */
export type HotspotShape =
  | { kind: 'point'; at: Point }
  | { kind: 'circle'; at: Point; radius: number }
  | { kind: 'polygon'; points: readonly Point[] }
  | { kind: 'direction'; yaw: number; pitch: number }

/** One hotspot, as its sidecar says it. */
export interface Hotspot {
  place: Place
  shape: HotspotShape
  /** What it is called. */
  label: string
  /** Where it leads, as written. */
  link?: string
  /** The link opens in a new tab. */
  newTab?: true
  /** What it tells: Markdown as elements that may stand in a line of text. */
  content?: readonly TextNode[]
  /** What an event says of it, for the site's own scripts. */
  data?: Readonly<Record<string, string | number | boolean>>
  /** Seconds of a film during which it is there. */
  time?: readonly [start: number, end: number]
}

/** Text, or an element of a text. */
export type TextNode =
  | string
  | { tag: string; attributes: readonly (readonly [name: string, value: string | true])[]; children: readonly TextNode[] }

/** Where a hotspot is on a picture that is shown: fractions of that; an ellipse has radii of fractions of width and height. */
export type ShownShape =
  | { kind: 'point'; at: Point }
  | { kind: 'ellipse'; at: Point; radii: Point }
  | { kind: 'polygon'; at: Point; points: readonly Point[] }

/** A hotspot that can be seen on the picture of a reference. */
export interface PlannedHotspot {
  hotspot: Hotspot
  /** Absent where it is cut off, but can be seen where a media query has another crop. */
  shown?: ShownShape
  /** The same for each art direction, in their order. */
  art?: readonly (ShownShape | null)[]
  /** On the picture a viewer opens; absent where there is none, or where it is cut off there. */
  large?: ShownShape
}

/**
 * How assets come to be published: `immediate` unless something keeps them off, `on-activation` once their own sidecar says
 * `publish: published`, `selective` like immediate, but to one named target only.
 */
export type PublishMode = 'immediate' | 'on-activation' | 'selective'

/** Fields of a sidecar that a site may insist on. */
export type RequiredField = 'credit' | 'licence' | 'alt' | 'title'

/** How one asset is published: each part from the nearest sidecar that says it, else the profile, else the site. */
export interface PublishRule {
  mode: PublishMode
  /** Name of the target it goes to, and to no other. */
  target: string
  /** Site path of the asset that stands in for it. */
  fallback?: string
  /** What `require` asks for and its sidecars do not say. */
  lacks: readonly RequiredField[]
}

/** An ordered group of assets shown as one, as a set file or a naming rule says. */
export interface MediaSet {
  /** Site path of the set file; for a naming rule, folder and name with the ending `.set`, where no file is. */
  path: string
  digest: Digest
  title?: string
  alt?: string
  preset?: string
  viewer?: string
  /** Options of its viewer, as a reference would give them. */
  options: Readonly<Record<string, string>>
  items: readonly SetItem[]
}

/** One member of a set, as written. */
export interface SetItem {
  /** URL relative to the file of `place`, or a pattern for several. */
  url: string
  place: Place
  alt?: string
  title?: string
  /** The page it leads to. */
  link?: string
  /** URL of the picture that stands for it: a swatch, a poster. */
  poster?: string
  /** Where members have viewers of their own: in a mixed-media set. */
  viewer?: string
}

/** Whether an asset may be on the web now, and why not. */
export type PublishState = 'published' | 'draft' | 'unpublished' | 'scheduled' | 'expired'

/** Pixel rectangle in the upright source. */
export interface Rectangle {
  left: number
  top: number
  width: number
  height: number
}

/** Everything that is done to the pixels, all numbers resolved. Two equal recipes on equal bytes give equal bytes. */
export interface Recipe {
  /**
   * `raster`: decode, crop, operate, resize, encode. `original`: the bytes as they are. `remux`: a film
   * with its index in front, and without what it tells of people and places; else as it is.
   * `placeholder`: a JSON text `{ color, blur, thumbhash }` (see `PlaceholderData`). `tiles`: a bundle of JPEGs
   * (see `base/tile-layout.ts`). `captions`: WebVTT of another form of captions. `transcript`: a JSON text (see `Transcript`).
   * What is made of films and sounds has `film`.
   */
  kind: 'raster' | 'original' | 'remux' | 'placeholder' | 'tiles' | 'captions' | 'transcript' | FilmRecipe['kind']
  format: string
  /** Output size in pixels, already bounded by the source. */
  width: number
  height: number
  /** Cut before resizing: a rectangle, or the rule by which the engine finds it for the output's shape. */
  crop?: Rectangle | { rule: CropRule; /** Version of the package that finds it. */ by?: string }
  fit: Fit
  background?: string
  operations: readonly Operation[]
  quality: number
  effort: number
  metadata: MetadataPolicy
  icc: IccPolicy
  /** All frames are kept. */
  animated: boolean
  /** Written into EXIF when `metadata` is `copyright`: from the sidecar, else from the source. */
  copyright?: string
  /** What an encoder of films is asked for; its `kind` is that of the recipe. */
  film?: FilmRecipe
  /** A picture of a film: which frame, in seconds, or the first that shows something; and whether its light is made SDR. */
  moment?: { at: number | 'first'; toneMap?: 'pq' | 'hlg' }
}

/** One wanted output file. */
export interface Rendition {
  /** Hash of everything that can change the bytes: see `plan/key.ts`. */
  key: string
  /** Site path of the asset it is made from. */
  asset: string
  digest: Digest
  recipe: Recipe
  /** File extension with no dot: `avif`, `jpg` … */
  extension: string
  /** Readable start of the published file name, from the asset's stem. */
  stem: string
}

/** The bytes of a rendition, in the cache. */
export interface Artifact {
  key: string
  /** Digest of the artifact's own bytes. */
  digest: Digest
  bytes: number
  width: number
  height: number
  /** Of a **bundle**, an artifact of many files: what its own bytes list. Not in the cache's records. */
  files?: readonly BundleFile[]
}

/** One file of a bundle. */
export interface BundleFile {
  /** Below the bundle's folder: ASCII, no space, no leading slash. */
  path: string
  digest: Digest
  bytes: number
}

/** Content of a placeholder artifact. */
export interface PlaceholderData {
  /** Dominant colour, `#rrggbb`. */
  color: string
  /** A picture of at most 16 px a side as a `data:image/webp` URI. */
  blur: string
  /** ThumbHash (https://evanw.github.io/thumbhash/), base64. */
  thumbhash: string
}

/** Content of a transcript artifact: what is said in captions, or what an author wrote down. */
export type Transcript = { spoken: readonly SpokenPart[] } | { written: readonly TextNode[] }

/** A paragraph of what is said. */
export interface SpokenPart {
  /** When it begins, in seconds. */
  time: number
  speaker?: string
  text: string
}

/** One candidate in a srcset. */
export interface Candidate {
  rendition: Rendition
  /** `640w` or `2x`; empty for a lone candidate. */
  descriptor: string
}

/** The renditions of one format, smallest first. */
export interface FormatGroup {
  format: ImageFormat
  /** MIME type. */
  type: string
  candidates: readonly Candidate[]
}

/** Art direction with its renditions. */
export interface DirectedGroups {
  media: string
  sizes?: string
  groups: readonly FormatGroup[]
}

/** What is made of a film. */
export interface PlannedFilm {
  /** Name of its video preset. */
  preset: string
  /** A bundle. */
  stream?: Rendition
  /** Progressive files, the one every browser plays last; at least one. */
  files: readonly Rendition[]
  /** A few seconds without sound. */
  preview?: Rendition
  /** A bundle. */
  storyboard?: Rendition
  /** Seconds. */
  duration: number
  loop: boolean
  muted: boolean
}

/** What is made of a sound. */
export interface PlannedSound {
  /** Name of its audio preset. */
  preset: string
  /** The one every browser plays last. */
  files: readonly Rendition[]
  /** A picture of its loudness. */
  waveform?: Rendition
  duration: number
}

/** A reference bound to what will answer it. */
export interface PlannedReference {
  reference: Reference
  asset: Asset
  sidecar: Sidecar
  preset: ImagePreset
  viewer?: ViewerPreset
  /** What a set shows, in order; each bound by itself, without a viewer. */
  members?: readonly PlannedReference[]
  /** For a member of a set: the page it leads to, as written. */
  link?: string
  /** The picture that stands for it: the poster of a video, model or document, the swatch of a member. */
  poster?: PlannedReference
  /** Captions and the like of a video or sound, in the author's order. */
  tracks?: readonly PlannedTrack[]
  /** The film whose poster this is: nothing else of it is in the page. */
  external?: ExternalFilm
  /** Its encodings, where it is encoded; `main` is the last of its files. */
  film?: PlannedFilm
  sound?: PlannedSound
  /** The text of a video or sound: an asset, which stands in the page if its recipe is a transcript, or a page of the site by its path. */
  transcript?: PlannedReference | { page: string }
  /** The file of a model that iPhones put into the room. */
  usdz?: PlannedReference
  /** Most modern format first; the last one is the fallback. Empty for SVG and documents. */
  groups: readonly FormatGroup[]
  /** What stands in their place where a media query holds, by format; in the order they are tried. */
  art?: readonly DirectedGroups[]
  /** The single file when one URL is wanted: the fallback's largest, or the original. */
  main: Rendition
  placeholder?: Rendition
  /** The picture a viewer opens. */
  large?: FormatGroup
  /** The picture cut into tiles, for a viewer that shows it in parts; a bundle. */
  tiles?: Rendition
  /** Those of the asset's hotspots that can be seen. */
  hotspots?: readonly PlannedHotspot[]
  /** The stable address this reference makes public (URL path without base), if any. */
  stable?: string
  /** Name of its stable addresses in the ledger, where that is not its preset's: of a film, a sound, a frame. */
  promisedAs?: string
  /** Name of the target its files go to. */
  target: string
  /** Site path of the asset that was asked for, when this one stands in for it. */
  standsInFor?: string
  /** In a preview: why the asset is not on the web. */
  preview?: Exclude<PublishState, 'published'>
  /** Nobody asked for its stable addresses: where another asset has one of them, this one does without. */
  isOffered?: true
  /** Stable address of the large picture, where that is what a preset's name stands for. */
  largeStable?: { address: string; preset: string }
  /** Stable address of the page that shows nothing but this, in its viewer. */
  viewerPage?: string
  /** The untouched file and its stable address, where it may be published. */
  original?: { rendition: Rendition; address: string }
  /** What a host may answer there to browsers that accept it, where some host can; the better one first. */
  stableChoices?: readonly { path: string; rendition: Rendition }[]
  /** Layout size for `width`/`height`: the largest fallback rendition's, or the SVG's own. */
  width: number
  height: number
}

/** Every rendition of a plan once, by key. */
export interface Plan {
  references: readonly PlannedReference[]
  renditions: ReadonlyMap<string, Rendition>
}

/** A finding with its place: what happened, why, what to do. */
export interface Problem {
  code: string
  severity: 'error' | 'warning'
  message: string
  hint?: string
  place?: Place
}

/** The object a `?preset=` import gives. */
export interface RenditionData {
  /** Address of the fallback's largest rendition. */
  src: string
  srcset: string
  sizes: string
  /** One per modern format, to be written as `<source>` in this order. */
  sources: { type: string; srcset: string }[]
  width: number
  height: number
  alt: string
  /** As its sidecar says them. */
  credit?: string
  licence?: string
  placeholder: PlaceholderData | null
}

/** The object an import with a video preset gives. */
export interface FilmData {
  /** Address of the file that every browser plays; of the stream where there is no file. */
  src: string
  /** To be written as `<source>` in this order: the stream first, for those who play it. */
  sources: { type: string; src: string }[]
  /** Address of the picture that stands for it. */
  poster?: string
  /** Address of a WebVTT file that says where each thumbnail is (`sprite-1.jpg#xywh=…`). */
  storyboard?: string
  /** Address of a few seconds without sound. */
  preview?: string
  /** Address of the DASH manifest. */
  dash?: string
  width: number
  height: number
  /** Seconds. */
  duration: number
  loop: boolean
  muted: boolean
  /** It is not encoded yet, and this build did not wait for it (option `pending`): there are no sources. */
  pending: boolean
  alt: string
  credit?: string
  licence?: string
}

/** The object an import with an audio preset gives. */
export interface SoundData {
  src: string
  sources: { type: string; src: string }[]
  /** Address of a picture (SVG) of its loudness. */
  waveform?: string
  duration: number
  /** It is not encoded yet: there are no sources. */
  pending: boolean
  title: string
  credit?: string
  licence?: string
}

/** A picture that a page shows before everything else, as its final markup says. */
export interface FirstPicture {
  /** The smallest candidate: what browsers load that do not know `imagesrcset`. */
  href: string
  /** Media type; other browsers skip it. */
  type?: string
  /** All candidates; absent when there is one. */
  imagesrcset?: string
  imagesizes?: string
}
