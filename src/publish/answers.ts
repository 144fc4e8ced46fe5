import { byCodeUnit } from '../base/by-code-unit.js'
import { NEGOTIATED } from '../base/negotiates.js'
import { extensionOf } from '../base/site-path.js'
import type { Ledger, LedgerEntry } from './ledger.js'

/** How a stable address answers. Addresses have no leading slash and no base. */
export type Answer =
  | { kind: 'live'; asset: string; preset: string }
  /** `to` is always a live address of the same asset, so chains and loops cannot be written down. */
  | { kind: 'redirect'; asset: string; to: string }
  | { kind: 'gone'; asset: string }

/** How every stable address that was ever published answers, by address. A live one wins over a redirect, a redirect over 410. */
export function answersOf(ledger: Ledger): Map<string, Answer> {
  const answers = new Map<string, Answer>()
  for (const entry of ledger.entries) {
    for (const [address, answer] of answersOfEntry(entry)) {
      const other = answers.get(address)
      if (!other || RANK[answer.kind] > RANK[other.kind]) answers.set(address, answer)
    }
  }
  return answers
}

/** How the addresses of one asset answer, in the order live, former. */
export function answersOfEntry(entry: LedgerEntry): [address: string, answer: Answer][] {
  const { path: asset, state, stable, former } = entry
  const published = state === 'published'
  const live = Object.entries(stable).map(([address, preset]): [string, Answer] => [
    address,
    published ? { kind: 'live', asset, preset } : { kind: 'gone', asset },
  ])
  const old = Object.entries(former).map(([address, preset]): [string, Answer] => {
    const to = published ? successorOf(address, preset, stable) : undefined
    return [address, to === undefined ? { kind: 'gone', asset } : { kind: 'redirect', asset, to }]
  })
  return [...live, ...old]
}

/**
 * What a request for a path is to be answered with when no file stands there: used by the dev and preview servers.
 * `urlPath` is the path of a URL below the base, percent-encoded as requested; a query or hash is ignored. `to` is an
 * address, see `publicUrl`.
 */
export function lookup(ledger: Ledger, urlPath: string): { status: 301; to: string } | { status: 410 } | undefined {
  const address = decodeAddress(urlPath)
  const answer = address === undefined ? undefined : cachedAnswers(ledger).get(address)
  if (answer?.kind === 'redirect') return { status: 301, to: answer.to }
  return answer?.kind === 'gone' ? { status: 410 } : undefined
}

/** An address as it stands in a URL, without leading slash: every segment percent-encoded, `*` and quotes too, but not the commas of tiles. */
export function encodeAddress(address: string): string {
  return address.split('/').map(encodeSegment).join('/')
}

const RANK = { live: 2, redirect: 1, gone: 0 } as const

// Ledgers are never changed in place, so the answers of one stay right as long as it lives.
const cache = new WeakMap<Ledger, Map<string, Answer>>()

function cachedAnswers(ledger: Ledger): Map<string, Answer> {
  let answers = cache.get(ledger)
  if (!answers) cache.set(ledger, (answers = answersOf(ledger)))
  return answers
}

/**
 * Same preset and extension, else same preset, else same extension, else the first; of several, the one whose name says the same
 * of itself (`.json`, `.manifest.json`), and what every browser shows before what some do.
 */
function successorOf(address: string, preset: string, stable: LedgerEntry['stable']): string | undefined {
  const score = ([to, toPreset]: [string, string]): number =>
    (toPreset === preset ? 8 : 0) +
    (extensionOf(to) === extensionOf(address) ? 4 : 0) +
    (endingOf(to) === endingOf(address) ? 2 : 0) +
    (isChoice(to) ? 0 : 1)
  const ranked = Object.entries(stable).sort((a, b) => score(b) - score(a) || byCodeUnit(a[0], b[0]))
  return ranked[0]?.[0]
}

/** What a name says behind that of the asset: `hero.jpg`, `deep-zoom.manifest.json`. */
function endingOf(address: string): string {
  return address.slice(address.indexOf('.', address.lastIndexOf('/') + 1) + 1)
}

function isChoice(address: string): boolean {
  return NEGOTIATED.to.includes(extensionOf(address))
}

function decodeAddress(urlPath: string): string | undefined {
  try {
    return decodeURIComponent(urlPath.replace(/[?#].*$/s, '').replace(/^\/+/, ''))
  } catch {
    return undefined
  }
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2C', ',')
}
