import type { PublishedDiff } from '../config/options.js'
import type { EmbedForm } from './embed-code.js'
import type { PublicAddress } from './public-addresses.js'
import type { ActionKind } from '../publish/decision.js'
import type { StatusRow } from '../publish/status.js'
import type { SweepStep } from '../render/cache/sweep.js'
import type { Place, Problem, PublishMode, PublishState } from '../types.js'
import type { DueRow } from './due/due-rows.js'
import type { AddressFate } from './remove/address-fates.js'

/**
 * The shapes of `--json`, one document per command. They are an interface: fields may be added, never renamed or taken
 * away. Paths are site paths; addresses have no leading slash and no base, unless they are whole URLs. A command that
 * could not be carried out prints a `FailureReport` instead.
 */
export interface FailureReport {
  /** The first of `errors`. */
  error: Problem
  errors: readonly Problem[]
}

/** `status` */
export interface StatusReport {
  /** Site path of the ledger. */
  ledger: string
  /** Counts the publishes that changed something. */
  generation: number
  assets: readonly (StatusRow & {
    /** Places in documents that name the asset today. */
    usedBy: readonly Place[]
    /** Of a film or sound: whether it is encoded, or how much of it is done (0–1). */
    encoding?: Encoding
    /** What the rules make of it today, where that is not what the ledger says: the next build carries it out. */
    rule?: RuleToday
  })[]
  /** Films and sounds that are not encoded yet, published or not. */
  encodings: readonly (Encoding & { asset: string })[]
  problems: readonly Problem[]
}

/** `encoding`: some process is at it now. `waiting`: it goes on with the next build, or with `renditions encode`. */
export interface Encoding {
  state: 'encoded' | 'encoding' | 'waiting'
  part: number
}

/** `encode` */
export interface EncodeReport {
  /** What was encoded, with the seconds it took. */
  encoded: readonly { asset: string; seconds: number }[]
  /** What was there already, or could not be encoded, is not in the list. */
  problems: readonly Problem[]
}

/** The state by sidecars, profiles and site; `deleted` when the file is not there, `unknown` when sidecars have errors. */
export interface RuleToday {
  state: PublishState | 'unknown' | 'deleted'
  reason: string
  mode?: PublishMode
  /** Name of the target it goes to. */
  target?: string
}

/** `plan` */
export interface PlanReport {
  actions: readonly {
    kind: ActionKind
    /** For `move` the asset's new site path. */
    address: string
    reason: string
    asset?: string
    from?: string
    to?: string
    bytes?: number
  }[]
  /** One line per change of the ledger. */
  ledgerChanges: readonly string[]
  problems: readonly Problem[]
  /** How many actions are no `keep`. */
  changes: number
}

/** `mv` */
export interface MoveReport {
  dryRun: boolean
  moved: readonly { from: string; to: string }[]
  /** `from` and `to` are URLs as their syntax means them; the place is that after the move. */
  rewritten: readonly (Place & { from: string; to: string })[]
  /** The ledger changed. */
  ledger: boolean
  /** What only the author can put right. */
  left: readonly (Place & { text: string; reason: string })[]
  /** Documents that are not UTF-8 text. */
  unreadable: readonly string[]
}

/** `cp` */
export interface CopyReport {
  dryRun: boolean
  copied: readonly { from: string; to: string }[]
  /** Paths in copied sidecars and sets; the place is that in the copy. */
  rewritten: readonly (Place & { from: string; to: string })[]
  /** What was not copied, and what the copies inherit otherwise. */
  left: readonly (Place & { text: string; reason: string })[]
}

/** `due` */
export interface DueReport {
  days: number
  /** By date; what is overdue comes first. */
  due: readonly (DueRow & { date: string })[]
  overdue: number
  problems: readonly Problem[]
}

/** `rm` */
export interface RemovalReport {
  dryRun: boolean
  /** Something speaks against it (`problems`), and `--force` was not given. */
  refused: boolean
  assets: readonly string[]
  sidecars: readonly string[]
  /** Other files of a folder that was named. */
  left: readonly string[]
  /** Who names the assets: a reference, or a text that holds the path. */
  uses: readonly (Place & { asset: string; how: 'reference' | 'mention' })[]
  /** What the next build makes of their stable addresses. */
  addresses: readonly AddressFate[]
  problems: readonly Problem[]
}

/** `check` */
export interface CheckReport {
  errors: number
  warnings: number
  /** Errors first, then by place. */
  findings: readonly Problem[]
}

/** `url` */
export interface UrlReport {
  asset: string
  state: string
  /** Whole URLs when the site's origin is known, else paths on the server. */
  addresses: readonly string[]
  /** The same in the same order, with what each is. */
  details: readonly PublicAddress[]
  /** What should be known of them. */
  notes: readonly string[]
  /** It is on the clipboard. */
  copied: boolean
}

/** `embed` */
export interface EmbedReport {
  asset: string
  preset: string
  viewer?: string
  as: EmbedForm
  code: string
  /** What should be known of the code. */
  notes: readonly string[]
  /** It is on the clipboard. */
  copied: boolean
}

/** `publish` without a GLOB */
export interface SendReport {
  dryRun: boolean
  targets: readonly PublishedDiff[]
  problems: readonly Problem[]
}

/** `verify` */
export interface VerifyReport {
  targets: readonly { target: string; whole: number; problems: readonly Problem[] }[]
}

/** `gc` */
export interface SweepReport {
  dryRun: boolean
  steps: readonly SweepStep[]
  /** Bytes freed. */
  bytes: number
}

/** `publish GLOB…` and `unpublish GLOB…` */
export interface StateReport {
  change: 'publish' | 'unpublish'
  dryRun: boolean
  /** Pages would break, so nothing was changed. */
  refused: boolean
  /** What was asked for first, then what goes along. */
  assets: readonly {
    asset: string
    action: 'change' | 'already' | 'waits' | 'cannot'
    from: PublishState | 'unknown'
    to: PublishState | 'unknown'
    reason: string
    /** Site path of its sidecar. */
    file: string
    belongsTo: readonly { asset: string; as: string }[]
    usedBy: readonly Place[]
  }[]
  /** Posters, captions and fallbacks, whether they go along or not. */
  companions: readonly { asset: string; of: string; as: string; place?: Place }[]
  /** Site paths of the sidecars that were written or removed. */
  written: readonly string[]
  problems: readonly Problem[]
}

export type Report =
  | FailureReport
  | EncodeReport
  | StatusReport
  | PlanReport
  | MoveReport
  | RemovalReport
  | CopyReport
  | DueReport
  | CheckReport
  | UrlReport
  | EmbedReport
  | SendReport
  | StateReport
  | VerifyReport
  | SweepReport
