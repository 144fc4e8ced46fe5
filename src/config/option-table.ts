import type { PublishedDiff } from './options.js'
import type { Host } from './options.js'
import { glob } from './globs.js'
import { publicBase, publicFolder } from './site-folders.js'
import { assetPath, publishMode, requiredFields, targetName } from './publish-values.js'
import { converted, listOf, numberIn, oneOf, textUpTo, wholeIn, yesOrNo, type Value } from './value.js'

/** Looked into by a table of its own. */
const nested = converted<unknown>('an object', (raw) => raw)

const path = converted('a path', (raw) => (typeof raw === 'string' && raw.length <= 500 && !raw.includes('\0') ? raw : undefined))

const presetOrNone = converted('the name of a preset, or false', (raw) =>
  typeof raw === 'string' || raw === false ? raw : undefined,
)

/** An origin and nothing else; a path belongs into Vite's `base`. */
const origin = converted('the origin of the site, such as "https://example.org" (no path: that is Vite\'s "base")', (raw) => {
  const url = typeof raw === 'string' && URL.canParse(raw) ? new URL(raw) : undefined
  const isBare = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
  return isBare ? url.origin : undefined
})

const host = oneOf('netlify', 'cloudflare', 'vercel', 'nginx', 'apache', 'caddy', 'html')
const hostList = listOf(host, 7, 'hosts')

const hosts: Value<readonly Host[] | 'detect'> = {
  ...hostList,
  expected: '"detect", the name of a host, or a list of those',
  check(raw) {
    if (raw === 'detect' || (Array.isArray(raw) && raw.length === 0)) return raw === 'detect' ? raw : []
    return hostList.check(Array.isArray(raw) ? raw : [raw])
  },
}

/** The top level of `Options`. What is `nested` has a table below, except for presets (see `preset-fields.ts`). */
export const optionTable = {
  assets: oneOrMany(path, 'a folder, or a list of folders'),
  presets: nested,
  defaultPreset: presetOrNone,
  videoPresets: nested,
  audioPresets: nested,
  defaultVideoPreset: presetOrNone,
  defaultAudioPreset: presetOrNone,
  pending: oneOf('wait', 'poster', 'error'),
  profiles: nested,
  viewers: nested,
  sets: nested,
  texts: nested,
  publish: publishMode,
  target: targetName,
  require: requiredFields,
  fallback: assetPath,
  pages: nested,
  addresses: publicFolder,
  stableAddresses: publicFolder,
  stable: yesOrNo,
  site: origin,
  structuredData: yesOrNo,
  iiif: yesOrNo,
  onError: oneOf('fail', 'warn'),
  frozen: converted('true, false or "memory"', (raw) => (typeof raw === 'boolean' || raw === 'memory' ? raw : undefined)),
  grace: nested,
  hosts,
  limits: nested,
  ffmpeg: converted('a path, or false', (raw) => (raw === false ? raw : path.check(raw))),
  cache: nested,
  inlineStyle: yesOrNo,
  targets: nested,
  onPublished: converted('a function', (raw) =>
    typeof raw === 'function' ? (raw as (published: PublishedDiff) => void | Promise<void>) : undefined,
  ),
  ledger: path,
} as const

export const profileTable = {
  preset: textUpTo(100, 'the name of a preset'),
  viewer: textUpTo(100, 'the name of a viewer'),
  stable: yesOrNo,
  publish: publishMode,
  target: targetName,
  require: requiredFields,
  fallback: assetPath,
  original: yesOrNo,
} as const

export const pagesTable = {
  include: oneOrMany(glob, `${glob.expected}, or a list of those`),
  base: publicBase,
  layout: path,
} as const

export const graceTable = { days: numberIn(0, 36_500), builds: wholeIn(0, 1000) } as const

export const limitsTable = {
  megapixels: numberIn(0.01, 10_000),
  side: wholeIn(1, 65_535),
  frames: wholeIn(1, 100_000),
  megabytes: numberIn(0.001, 4096),
  tiledMegapixels: numberIn(0.01, 4000),
  tiledMegabytes: numberIn(0.001, 65_536),
  tileFiles: wholeIn(1, 1_000_000),
  tileMegabytes: numberIn(0.001, 65_536),
  seconds: numberIn(1, 3600),
  memory: numberIn(100, 65_536),
  filmSeconds: numberIn(1, 1_000_000),
  filmMegabytes: numberIn(0.001, 1_000_000),
  filmMegapixels: numberIn(0.01, 1000),
  filmMemory: numberIn(100, 1_000_000),
} as const

export const cacheTable = { folder: path, megabytes: numberIn(1, 10_000_000) } as const

/** One value, or a list of at least one; always a list afterwards. */
export function oneOrMany<T>(value: Value<T>, expected: string): Value<readonly T[]> {
  const list = listOf(value, 1000, 'values')
  return { ...list, expected, check: (raw) => list.check(Array.isArray(raw) ? raw : [raw]) }
}
