import type { Config } from '../../config/types.js'
import type { LedgerEntry } from '../../publish/ledger.js'
import type { Encoding } from '../reports.js'

/** What is noted of a film that is not encoded yet. */
interface Note {
  asset: string
  /** 0 to 1. */
  part: number
  /** Milliseconds since 1970. */
  at: number
}

/** Notes are written every second; what says nothing for so many milliseconds was stopped, or waits for its turn. */
const SILENT = 20_000

/** How far what is not encoded yet is. */
export function encodingsOf(notes: readonly Note[], now: number): (Encoding & { asset: string })[] {
  return notes.map(({ asset, part, at }) => ({ asset, state: now - at < SILENT ? 'encoding' : 'waiting', part }))
}

/** The same of one asset of the ledger; undefined for what is no film or sound, or is published as it is. */
export function encodingOf(
  { path, stable }: Pick<LedgerEntry, 'path' | 'stable'>,
  encodings: readonly (Encoding & { asset: string })[],
  { videoPresets, audioPresets }: Pick<Config, 'videoPresets' | 'audioPresets'>,
): Encoding | undefined {
  const found = encodings.find(({ asset }) => asset === path)
  if (found) return { state: found.state, part: found.part }
  const isEncoded = Object.entries(stable).some(
    ([address, name]) => !address.endsWith('.html') && (Object.hasOwn(videoPresets, name) || Object.hasOwn(audioPresets, name)),
  )
  return isEncoded ? { state: 'encoded', part: 1 } : undefined
}

/** `encoding 40 %`, `waiting`. */
export function encodingText({ state, part }: Encoding): string {
  const percent = `${Math.floor(part * 100)} %`
  if (state === 'encoded') return state
  return state === 'encoding' || part > 0 ? `${state} ${percent}` : state
}
