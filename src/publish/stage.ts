import { OUTPUT } from '../base/target-address.js'
import { errorOf, RenditionsError } from '../errors.js'
import type { WantedAsset } from './decision.js'
import { formatLedger, type Ledger, type LedgerEntry } from './ledger.js'

/** Format version of a stage. */
const STAGE_VERSION = 1

/**
 * What the last build wants at the targets besides its output, for `renditions publish`: builds send nothing over the
 * network, so that they need no credentials and pages can wait until what they name is there.
 */
export interface Stage {
  /** From a preview build: never published. */
  preview: boolean
  /** Milliseconds since 1970. */
  time: number
  /** As the build left it. */
  ledger: Ledger
  /** Assets of other targets, with all their files. */
  wanted: readonly WantedAsset[]
  /** Site paths of assets that could not be read or judged. */
  unknown: readonly string[]
  /** False when a folder could not be read: nothing is removed for not being there. */
  complete: boolean
}

/** True when a ledger's text is what the build left; a checkout may have CRLF. */
export function isLedgerOf({ ledger }: Stage, text: string): boolean {
  return formatLedger(ledger) === text.replaceAll('\r\n', '\n')
}

/** The part of a build's outcome that is for other targets. */
export function stageOf(stage: Stage): Stage {
  return { ...stage, wanted: stage.wanted.filter(({ target = OUTPUT }) => target !== OUTPUT) }
}

export function formatStage({ ledger, ...others }: Stage): string {
  return `${JSON.stringify({ version: STAGE_VERSION, ...others, ledger: ledger.entries })}\n`
}

/**
 * Reads a stage that this package wrote into its cache. Rejects with `stage-missing` when there is none or it is damaged
 * or of another version: a build makes it anew.
 */
export function parseStage(text: string | undefined): Stage {
  const raw = parse(text)
  if (raw?.['version'] !== STAGE_VERSION || !Array.isArray(raw['ledger']))
    throw new RenditionsError(errorOf('stage-missing', undefined))
  const { ledger, ...others } = raw as { ledger: LedgerEntry[] } & Omit<Stage, 'ledger'>
  return { ...others, ledger: { entries: ledger } }
}

function parse(text: string | undefined): Record<string, unknown> | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>)
  } catch {
    return undefined
  }
}
