import type { NamedTrack } from '../base/track-name.js'
import type { Config } from '../config/types.js'
import type { AudioPreset, FilmFacts, VideoPreset } from '../film-types.js'
import type { ArtifactCache, Clock, FilmEngine, ImageEngine } from '../ports.js'
import type {
  Artifact,
  Asset,
  ImagePreset,
  MediaSet,
  PlannedReference,
  Problem,
  PublishState,
  Reference,
  Rendition,
  Sidecar,
  ViewerPreset,
  Wish,
} from '../types.js'

/** What the stages are made of; `wiring.ts` builds these. */
export interface SiteParts {
  config: Config
  /** Absolute root folder. */
  root: string
  locate(
    url: string,
    from: string,
  ):
    | { path: string; viaPublic?: boolean; problems: readonly Problem[] }
    | { left: true }
    | { problem: Problem; tried?: readonly string[] }
  /** Site paths of all assets that are one file with this one on some systems, itself included. */
  alike(path: string): readonly string[]
  /** What belongs to a film or sound by its name. */
  namedTracks(path: string): readonly NamedTrack[]
  /** Sets, by path and by pattern. */
  sets: {
    read(path: string): Promise<{ set: MediaSet; problems: readonly Problem[] } | { problem: Problem }>
    matching(pattern: string, from: string): string[]
  }
  asset(path: string): Promise<{ asset: Asset; problems: readonly Problem[] } | { problem: Problem }>
  /** What the headers of a GIF say of it as a film. */
  moving(asset: Asset): Promise<FilmFacts>
  /** Site path whose name stands for all assets with the same bytes. */
  canonical(asset: Asset): Promise<string>
  sidecar(path: string): Promise<{ sidecar: Sidecar; problems: readonly Problem[] }>
  publishState(sidecar: Sidecar, now: number): { state: PublishState; reason: string }
  resolveWish(input: {
    config: Config
    wish: Wish
    page?: PageWish
    sidecar: Sidecar
    assetPath: string
    mayDefault: boolean
    medium?: 'picture' | 'gif' | 'film' | 'sound'
    place?: Reference['place']
  }): {
    preset?: ImagePreset
    video?: VideoPreset
    audio?: AudioPreset
    viewer?: ViewerPreset
    asksStable?: boolean
    original: boolean
    problems: readonly Problem[]
  }
  /** Where an asset of a former build went, for a reference to its old path. */
  movedTo(url: string, from: string): Promise<string | undefined>
  queue: {
    add(rendition: Rendition, source: { file: string; pixels: number; bytes?: number; urgent?: boolean; facts?: FilmFacts }): void
    /** `leave`: what is encoded of films and sounds and not there when everything else is, is not waited for: it is `pending`. */
    settle(films?: 'wait' | 'leave'): Promise<{ failures: ReadonlyMap<string, Problem>; pending: ReadonlySet<string> }>
    artifact(key: string): Artifact | undefined
    /** Resolves when one rendition is there or has failed. */
    ready(key: string): Promise<{ artifact: Artifact } | { problem: Problem }>
  }
  cache: ArtifactCache
  engine: ImageEngine
  /** Encodes films and sounds. */
  films: Pick<FilmEngine, 'encoder' | 'facts'>
  /** Pages come when their films are there; else they do without for now. */
  waitsForFilms: boolean
  clock: Clock
}

/** What binding a reference reads of its site, and tells it. */
export interface BindingSite {
  readonly parts: SiteParts
  /** Assets that were left to Vite, or replaced: what their sidecars say counted, too. */
  readonly judgedPaths: Set<string>
  report(problems: Iterable<Problem>): void
  /** Binds what belongs to a reference as if a page asked for it. */
  bind(reference: Reference, page: PageWish | undefined): Promise<Bound>
  /** An asset may be on the web now, as its sidecars say. */
  mayShow(path: string): Promise<boolean>
}

/** What a page's front matter asks for all its references. */
export interface PageWish {
  preset?: string
  viewer?: string
}

/** What became of a reference: nothing to do with us, refused, or bound to renditions. */
export type Bound =
  | { kind: 'left'; problem?: Problem; preview?: Unpublished['state'] }
  | { kind: 'failed'; reference: Reference; problem: Problem }
  | { kind: 'planned'; planned: PlannedReference }

/** Why an asset may not be on the web now. */
export interface Unpublished {
  state: Exclude<PublishState, 'published'>
  reason: string
}
