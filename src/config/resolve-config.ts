import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { RenditionsError } from '../errors.js'
import { bytesOf, defaultCache, defaultGrace, defaultLimits, defaultStable, NO_VIEWER } from './defaults.js'
import { detectHosts } from './detect-hosts.js'
import { checkFields, createFindings, join, readFields, type Checked, type Findings } from './findings.js'
import { checkKnown } from './known-name.js'
import { coverAll, glob } from './globs.js'
import { cacheTable, graceTable, limitsTable, optionTable, pagesTable, profileTable } from './option-table.js'
import { resolveFolders } from './resolve-folders.js'
import { resolveFilmPresets } from './resolve-film-presets.js'
import { resolvePublish } from './resolve-publish.js'
import { resolvePresets } from './resolve-presets.js'
import { resolveSets } from './resolve-sets.js'
import { resolveTexts } from './resolve-texts.js'
import { resolveViewers } from './resolve-viewers.js'
import { apartFrom } from './target-folders.js'
import { targetsOf } from './resolve-targets.js'
import { siteFile } from './site-folders.js'
import type { Config, Limits, Surroundings } from './types.js'

/**
 * Options → `Config`, validated once, here: nobody past `config/` sees what an author wrote. `options` may be anything
 * (JavaScript users have no compiler). Throws one `RenditionsError` that lists every finding; what is merely odd is in
 * `problems` of the result. `exists` answers whether a file is there (absolute path).
 */
export function resolveConfig(options: unknown, around: Surroundings, exists: (file: string) => boolean = existsSync): Config {
  const findings = createFindings()
  const given = checkFields(orEmpty(options), optionTable, '', 'the options', findings)
  const cache = checkFields(orEmpty(given.cache), cacheTable, 'cache', '"cache"', findings)
  const { cacheFolder, ...folders } = resolveFolders({ ...given, cacheFolder: cache.folder }, around, exists, findings)
  const stable = given.stable ?? defaultStable
  const presets = resolvePresets(given.presets, { command: around.command, stable }, findings)
  const defaultPreset = defaultPresetOf('defaultPreset', given, presets, 'default', findings)
  const films = resolveFilmPresets(given, presets, { command: around.command, stable }, findings)
  const { videoPresets, audioPresets } = films
  const viewers = resolveViewers(given.viewers, presets, findings)
  const allPresets = { ...presets, ...videoPresets, ...audioPresets }
  const profiles = profilesOf(given.profiles, { presets: allPresets, viewers }, findings)
  const targets = targetsOf(given.targets, around.root, findings)
  const targetGlobs = apartFrom(targets, { ...folders, cacheFolder, root: around.root, outDir: around.outDir }, findings)
  const { preview = false } = around
  for (const name of ['structuredData', 'iiif'] as const) {
    if (given[name] === true && given.site === undefined)
      findings.invalid(name, 'the option "site" beside it, since its addresses are whole,', true)
  }
  const { hosts, isGuess } = Array.isArray(given.hosts) ? { hosts: given.hosts, isGuess: false } : detectHosts(around, exists)
  const config: Config = {
    ...folders,
    ignore: [...folders.ignore, ...targetGlobs],
    ...resolvePublish(given, profiles, targets, findings),
    presets,
    defaultPreset,
    ...films,
    defaultVideoPreset: defaultPresetOf('defaultVideoPreset', given, videoPresets, 'film', findings),
    defaultAudioPreset: defaultPresetOf('defaultAudioPreset', given, audioPresets, 'sound', findings),
    pending: given.pending ?? 'wait',
    ffmpeg: programOf(given.ffmpeg, around.root),
    viewers,
    sets: resolveSets(given.sets, { presets, viewers }, findings),
    profiles,
    texts: resolveTexts(given.texts, findings),
    preview,
    pages: pagesOf(given.pages, around.root, findings),
    stable,
    site: given.site,
    structuredData: given.structuredData ?? false,
    iiif: given.iiif ?? false,
    onError: given.onError ?? 'fail',
    frozen: preview ? 'memory' : (given.frozen ?? (around.ci && exists(resolve(around.root, folders.ledger)))),
    grace: preview ? { days: 0, builds: 0 } : graceOf(given.grace, findings),
    hosts,
    isHostGuessed: isGuess,
    limits: limitsOf(given.limits, findings),
    cache: { folder: cacheFolder, bytes: bytesOf(cache.megabytes ?? defaultCache.megabytes) },
    inlineStyle: given.inlineStyle ?? true,
    targets,
    onPublished: preview ? undefined : given.onPublished,
    problems: findings.problems.filter(({ severity }) => severity === 'warning'),
  }
  const [first, ...others] = findings.problems.filter(({ severity }) => severity === 'error')
  if (first) throw new RenditionsError([first, ...others])
  return config
}

/** Absent is empty; `null` is a mistake. */
function orEmpty(given: unknown): unknown {
  return given === undefined ? {} : given
}

type Presets = Readonly<Record<string, unknown>>
type DefaultOption = 'defaultPreset' | 'defaultVideoPreset' | 'defaultAudioPreset'

function defaultPresetOf(
  option: DefaultOption,
  given: Partial<Record<DefaultOption, string | false>>,
  presets: Presets,
  usual: string,
  findings: Findings,
): string | false {
  const name = given[option] ?? usual
  if (name !== false) checkKnown('preset', name, presets, option, findings)
  return name
}

/** A name alone is looked for where programs are; anything else is a file. */
function programOf(given: string | false | undefined, root: string): string | false | undefined {
  return typeof given === 'string' && /[\\/]/.test(given) ? resolve(root, given) : given
}

function profilesOf(
  given: unknown,
  { presets, viewers }: { presets: Presets; viewers: Config['viewers'] },
  findings: Findings,
): Config['profiles'] {
  const entries = [...((given === undefined ? undefined : readFields(given, 'profiles', findings)) ?? [])]
  return entries.map(([key, value]) => {
    const at = join('profiles', key)
    const pattern = glob.check(key)
    if (pattern === undefined) findings.invalid(at, glob.expected, key)
    const profile = checkFields(value, profileTable, at, 'a profile', findings)
    checkKnown('preset', profile.preset, presets, join(at, 'preset'), findings)
    if (profile.viewer !== NO_VIEWER) checkKnown('viewer', profile.viewer, viewers, join(at, 'viewer'), findings)
    return { glob: coverAll(pattern ?? key), ...profile }
  })
}

function pagesOf(given: unknown, root: string, findings: Findings): Config['pages'] {
  if (given === undefined) return undefined
  const isShort = typeof given === 'string' || Array.isArray(given)
  const pages: Checked<typeof pagesTable> = isShort
    ? { include: includeOf(given, findings) }
    : checkFields(given, pagesTable, 'pages', '"pages"', findings)
  const isIncomplete = typeof given === 'object' && given !== null && !isShort && !Object.hasOwn(given, 'include')
  if (isIncomplete) findings.invalid('pages.include', pagesTable.include.expected, undefined)
  const layout = pages.layout === undefined ? '' : siteFile(root, pages.layout)
  if (layout === undefined) findings.invalid('pages.layout', 'a relative path of a file inside the root', pages.layout)
  return { include: pages.include ?? [], base: pages.base ?? '/', layout: layout ?? '' }
}

function includeOf(given: unknown, findings: Findings): readonly string[] | undefined {
  const include = pagesTable.include.check(given)
  if (include === undefined) findings.invalid('pages', pagesTable.include.expected, given)
  return include
}

function graceOf(given: unknown, findings: Findings): Config['grace'] {
  if (given === 0) return { days: 0, builds: 0 }
  return { ...defaultGrace, ...checkFields(orEmpty(given), graceTable, 'grace', '"grace"', findings) }
}

function limitsOf(given: unknown, findings: Findings): Limits {
  const fields = checkFields(orEmpty(given), limitsTable, 'limits', '"limits"', findings)
  const { megapixels, megabytes, memory, tiledMegapixels, tiledMegabytes, tileMegabytes, ...rest } = fields
  const { filmMegabytes, filmMegapixels, filmMemory, ...others } = rest
  const bytes = megabytes === undefined ? defaultLimits.bytes : bytesOf(megabytes)
  return {
    ...defaultLimits,
    ...others,
    bytes,
    svgBytes: Math.min(defaultLimits.svgBytes, bytes),
    ...(megapixels !== undefined && { pixels: pixelsOf(megapixels) }),
    ...(memory !== undefined && { memory: bytesOf(memory) }),
    ...(tiledMegapixels !== undefined && { tiledPixels: pixelsOf(tiledMegapixels) }),
    ...(tiledMegabytes !== undefined && { tiledBytes: bytesOf(tiledMegabytes) }),
    ...(tileMegabytes !== undefined && { tileBytes: bytesOf(tileMegabytes) }),
    ...(filmMegabytes !== undefined && { filmBytes: bytesOf(filmMegabytes) }),
    ...(filmMegapixels !== undefined && { filmPixels: pixelsOf(filmMegapixels) }),
    ...(filmMemory !== undefined && { filmMemory: bytesOf(filmMemory) }),
  }
}

function pixelsOf(megapixels: number): number {
  return Math.round(megapixels * 1e6)
}
