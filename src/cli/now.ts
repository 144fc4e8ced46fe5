import type { Host } from './host.js'

/** Milliseconds since 1970, or what `SOURCE_DATE_EPOCH` (seconds; https://reproducible-builds.org/specs/source-date-epoch/) says. */
export function nowOf(env: Host['env']): number {
  const epoch = Number(env['SOURCE_DATE_EPOCH'])
  return env['SOURCE_DATE_EPOCH'] && Number.isFinite(epoch) ? epoch * 1000 : Date.now()
}
