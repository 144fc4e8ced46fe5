const FORM = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?\s*([Zz]|[+-]\d{2}:?\d{2})?)?$/

/**
 * An ISO 8601 date or date-time (RFC 3339, seconds and zone optional) as milliseconds since 1970; undefined for
 * anything else, and for days that do not exist. No zone means UTC, so that every machine agrees; a bare date is its
 * first moment.
 */
export function parseInstant(text: string): number | undefined {
  const match = FORM.exec(text.trim())
  if (!match) return undefined
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const millisecond = Number((match[7] ?? '0').padEnd(3, '0'))
  const offset = offsetOf(match[8])
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 || offset === undefined) return undefined
  const local = new Date(0)
  local.setUTCFullYear(year, month - 1, day)
  if (local.getUTCDate() !== day) return undefined
  return local.setUTCHours(hour, minute, second, millisecond) - offset
}

/** Milliseconds a zone is ahead of UTC. */
function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
