import type { FilmFacts } from '../../../film-types.js'
import type { Limits } from '../../../config/types.js'
import type { Artifact, Digest, Probe, Problem, Recipe } from '../../../types.js'
import type { Command } from '../ffmpeg/search.js'

/** One rendition as the child needs it: what to make and where to put it. */
export interface WantedFile {
  key: string
  recipe: Recipe
  /** Absolute path of the file to write. */
  temporary: string
}

/** One job as the child needs it. */
export interface RenderWork {
  /** Site path, for messages. */
  asset: string
  /** Absolute path. */
  file: string
  digest: Digest
  limits: Limits
  /** Encoders that may run at the same time. */
  lanes: number
  wanted: readonly WantedFile[]
  /** For a frame of a film: what is known of it, and what decodes it (absolute paths). */
  film?: { facts: FilmFacts; ffmpeg: Command; guard: string }
}

/** What the parent says. `id` names the task that an answer belongs to. */
export type ToChild =
  | { type: 'probe'; id: number; path: string; file: string; limits: Limits }
  | { type: 'render'; id: number; work: RenderWork }
  /** Other cores became free or busy: encoders of the current job that may run at the same time. */
  | { type: 'lanes'; lanes: number }
  /** The large encode that was asked for may start. */
  | { type: 'go' }

/** What the child says. */
export type FromChild =
  | { type: 'ready' }
  /** The installed sharp must not be used. */
  | { type: 'unusable'; problem: Problem }
  /** Still at work: the deadline starts anew. */
  | { type: 'alive'; id: number }
  | { type: 'probed'; id: number; digest: Digest; bytes: number; probe: Probe; problems: Problem[] }
  /** `seconds`: since the child began with the task. */
  | { type: 'made'; id: number; artifact: Artifact; temporary: string; seconds: number }
  | { type: 'warned'; problem: Problem }
  /** A large encode wants its turn, so that several children do not hold that much memory at once. */
  | { type: 'large-wanted' }
  | { type: 'large-over' }
  /** The task is over; `problem` when it failed. `rss` in bytes decides whether the child is replaced. */
  | { type: 'ended'; id: number; problem?: Problem; rss: number }
  /** Memory went over the cap; the child ends itself right after. */
  | { type: 'over-memory' }
