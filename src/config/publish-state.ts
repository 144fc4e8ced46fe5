import type { PublishState, Sidecar } from '../types.js'
import { parseInstant } from './instant.js'

export interface DatedState {
  state: PublishState
  /** Completes "x is <state>: …". */
  reason: string
  /** Milliseconds since 1970 at which the state becomes another one by itself. */
  changesAt?: number
}

/**
 * Whether an asset may be on the web at a moment (milliseconds since 1970).
 *
 * `publish: draft`, `unpublished` and the mode `on-activation` hold whatever the dates say, and so does a field that is
 * missing and required. Else `on` begins and `off` ends being published; of
 * the two, the later one that has passed counts, so `off` before `on` is a pause. Before a first `on` it is scheduled,
 * after `off` unpublished, after `expires` expired for good. At the very moment the date already counts: a bare date
 * means its first moment in UTC, for all three, so `off: 2026-05-01` is not shown on 1 May any more. A date that cannot
 * be read keeps the asset off the web.
 */
export function publishState(sidecar: Sidecar, now: number): DatedState {
  if (sidecar.publish === 'draft') return { state: 'draft', reason: 'its sidecar says "publish: draft"' }
  if (sidecar.publish === 'unpublished') return { state: 'unpublished', reason: 'its sidecar says "publish: unpublished"' }
  const { publish, rule } = sidecar
  if ((publish ?? rule?.mode) === 'on-activation') return { state: 'draft', reason: AWAITS }
  if (rule && rule.lacks.length > 0) return { state: 'draft', reason: lacksText(rule.lacks) }
  const dates = datesOf(sidecar)
  if ('unreadable' in dates) return { state: 'unpublished', reason: dates.unreadable }
  const here = stateAt(dates, now)
  const changesAt = Object.values(dates)
    .filter((date) => date > now && stateAt(dates, date).state !== here.state)
    .sort((a, b) => a - b)[0]
  return changesAt === undefined ? here : { ...here, changesAt }
}

const AWAITS = 'it awaits activation ("publish: published" in its sidecar, or "renditions publish")'

function lacksText(fields: readonly string[]): string {
  const names = fields.map((field) => `"${field}"`).join(' and ')
  return `it lacks ${names}, which "require" asks for (write it into its sidecar, or its folder's "_media.yaml")`
}

interface Dates {
  on?: number
  off?: number
  expires?: number
}

function datesOf(sidecar: Sidecar): Dates | { unreadable: string } {
  const dates: Dates = {}
  for (const name of ['on', 'off', 'expires'] as const) {
    const text = sidecar[name]
    if (text === undefined) continue
    const instant = parseInstant(text)
    if (instant === undefined) return { unreadable: `its "${name}" date "${text}" cannot be read` }
    dates[name] = instant
  }
  return dates
}

function stateAt({ on, off, expires }: Dates, now: number): Pick<DatedState, 'state' | 'reason'> {
  if (expires !== undefined && expires <= now) return { state: 'expired', reason: `it expired on ${show(expires)}` }
  const isOn = on !== undefined && on <= now
  const isOff = off !== undefined && off <= now
  if (isOff && !(isOn && on > off)) {
    const again = on !== undefined && on > now ? ` until ${show(on)}` : ''
    return { state: 'unpublished', reason: `it went off on ${show(off)}${again}` }
  }
  // Not yet on. With an "off" that comes first, it has been on so far.
  if (on !== undefined && !isOn && !(off !== undefined && off < on))
    return { state: 'scheduled', reason: `it goes on on ${show(on)}` }
  return { state: 'published', reason: 'nothing keeps it off' }
}

/** `2026-05-01`, or with a time where it is not midnight; UTC. */
function show(instant: number): string {
  const text = new Date(instant).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.replace('.000Z', 'Z')
}
