import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { atomicWrite } from './base/atomic-write.js'
import { bootId } from './base/boot-id.js'
import { digestOf } from './base/hash.js'
import { fromSitePath } from './base/site-path.js'
import { OUTPUT } from './base/target-address.js'
import { isTranscriptPath, tracksOf } from './base/track-name.js'
import { sweepTemporary } from './base/sweep-temporary.js'
import { presetTypes } from './config/preset-types.js'
import { LARGEST_SET, parseSet } from './config/parse-set.js'
import { publishState } from './config/publish-state.js'
import { createSidecars } from './config/sidecars.js'
import type { Config } from './config/types.js'
import { resolveWish } from './config/wish.js'
import { createAssets } from './discover/assets.js'
import { createCatalogue, type Catalogue } from './discover/catalogue.js'
import { locate } from './discover/locate.js'
import { isFilmPath } from './discover/media-extensions.js'
import { createSets, type Sets } from './discover/sets.js'
import { createStatIndex, type StatIndex } from './discover/stat-index.js'
import { errorOf, RenditionsError, warningOf } from './errors.js'
import { openMemo, type Memo, type MemoFile, type MemoParts } from './memo/memo.js'
import { createSite, type Site } from './pipeline.js'
import { libraryPath, viewerScriptPath, viewerSheetPath } from './plan/address.js'
import type { ArtifactCache, Clock, FilmEngine, ImageEngine, Target } from './ports.js'
import { createPublisher, type Publisher, type PublisherParts } from './publisher/publisher.js'
import type { ViewerFile } from './publisher/viewer-files.js'
import { libraryScript } from './rewrite/library-script.js'
import { textsScript } from './rewrite/texts-script.js'
import { gitRenames } from './publish/edge/git-renames.js'
import { PREVIEW_MARKER } from './publish/edge/preview-folder.js'
import { stampDigest, stampDigestBelow } from './publish/edge/stamp-digest.js'
import { wholeLines } from './publish/edge/whole-lines.js'
import { publishFiles, targetFiles } from './publish/edge/publish-files.js'
import { stateFolder } from './publish/edge/state-folder.js'
import { memoryText } from './publish/edge/text-file.js'
import { parseStage } from './publish/stage.js'
import { survivesEmptying } from './publish/empty-out-dir.js'
import { ledgerOutline, type OutlineEntry } from './publish/ledger-outline.js'
import { emptyManifest, MANIFEST_PATH, parseManifest, type Manifest } from './publish/manifest.js'
import { manifestOutline } from './publish/manifest-outline.js'
import type { Counts, OtherTargets } from './publish/status.js'
import type { WantedAsset } from './publish/decision.js'
import { openPublication, viewPublication, type Publication } from './publish/open-publication.js'
import { relativeUrl } from './publish/public-url.js'
import { createFolderTarget } from './publish/targets/folder.js'
import { createArtifactCache } from './render/cache/artifact-cache.js'
import { createFilmNotes, readFilmNotes, type FilmNote } from './render/cache/film-notes.js'
import { planSweep, readCacheContents, sweep, type SweepStep } from './render/cache/sweep.js'
import { availableCores } from './render/cores.js'
import { createFfmpeg, type Ffmpeg } from './render/engines/ffmpeg/ffmpeg.js'
import { createFilmEngine } from './render/engines/ffmpeg/film-engine.js'
import { createSharpEngine } from './render/engines/sharp/pool.js'
import { createProgress } from './render/progress.js'
import { reportText } from './render/report-text.js'
import { createRenderQueue } from './render/schedule.js'
import type { Problem, Sidecar } from './types.js'

/** What a host (Vite, the CLI, a remark pipeline) says about where it works. */
export interface SiteSetting {
  config: Config
  /** Absolute root folder. */
  root: string
  /** Absolute folder that pages and addresses go to. */
  outDir: string
  /** Vite's resolved `base`. */
  base: string
  /** Aliases in the order they are tried; `replacement` is a site path. */
  aliases: readonly { find: string | RegExp; replacement: string }[]
  /** URL of a path of the output as it is written into a page of the output; absent: relative to the page. */
  urlIn?: ((path: string, page: string) => string) | undefined
  /** Nothing is published; ledger and target are only looked at. */
  dryRun: boolean
  /** Documents are remembered from build to build. */
  memo: boolean
  /** Progress is shown (builds). */
  progress: boolean
  /** What is done about films that are not encoded yet, where that is not what the config says. */
  pending?: Config['pending'] | undefined
  /** The films and sounds that are to be encoded; absent: all of them. */
  encodes?: ((path: string) => boolean) | undefined
}

/** A site that is open: its parts hold indexes, child processes and locks until `close`. */
export interface OpenSite {
  site: Site
  publisher: Publisher
  /** What documents became last time; builds whose addresses do not depend on where they stand. */
  memo: Memo | undefined
  isAsset(path: string): boolean
  /** Site paths of the assets below a folder. */
  assetsBelow(folder: string): string[]
  /** A file came or went; true when it concerns the site's assets. */
  noticed(event: 'add' | 'unlink', path: string): boolean
  /** Forgets what was read of an asset or sidecar. */
  invalidate(path: string): void
  /** Films and sounds that were encoded, with the seconds it took. */
  encoded(): readonly { asset: string; seconds: number }[]
  /** The end of a build in words. */
  report(): string
  /** Writes indexes and ends child processes. */
  close(): Promise<void>
}

const GUESSED_HOST =
  '  no file tells your host: redirects and headers are in the form of Netlify; the option "hosts" names another'

export const systemClock: Clock = {
  now() {
    const epoch = Number(process.env['SOURCE_DATE_EPOCH'])
    return process.env['SOURCE_DATE_EPOCH'] && Number.isFinite(epoch) ? epoch * 1000 : Date.now()
  },
}

/** The one place where choices become objects. */
export async function openSite(setting: SiteSetting): Promise<OpenSite> {
  const { config, root } = setting
  const { pending = config.pending } = setting
  const cacheFolder = resolve(root, config.cache.folder)
  const started = performance.now()
  const warn = (problem: Problem): void => site.report([problem])
  const cache = lateCache(() =>
    createArtifactCache({
      folder: cacheFolder,
      name: config.cache.folder,
      maxBytes: config.cache.bytes,
      clock: systemClock,
      warn,
    }),
  )
  const cores = availableCores()
  const ffmpeg = createFfmpeg({
    ffmpeg: config.ffmpeg,
    root,
    cacheFolder,
    guard: pathToFileURL(distFile('guard.js')),
    libav: pathToFileURL(distFile('libav.js')),
    limits: config.limits,
    cores,
    env: process.env,
    warn,
  })
  const engine = createSharpEngine({
    childEntry: pathToFileURL(distFile('render-child.js')),
    cores,
    limits: config.limits,
    cache,
    decoder: () => ffmpeg.decoder(),
    warn,
  })
  const bar = setting.progress ? createProgress(process.stderr, process.env) : undefined
  const films = createFilmEngine({ ffmpeg, limits: config.limits, cores, cache })
  const notes = createFilmNotes(cacheFolder, Date.now)
  const encoded = new Map<string, number>()
  const encodes: Pick<FilmEngine, 'render'> = {
    async render(job, done, progress) {
      const isWanted = setting.encodes ? setting.encodes(job.asset) : pending !== 'error'
      // What is not encoded yet is an error then.
      if (!isWanted) throw new RenditionsError(errorOf('film-pending', { path: job.asset }))
      const begun = performance.now()
      await films.render(job, done, progress)
      encoded.set(job.asset, (performance.now() - begun) / 1000)
    },
  }
  const queue = createRenderQueue({ engine, films: encodes, cache, notes, onProgress: bar?.update })
  const catalogue = await createCatalogue({ root, assets: config.assets, publicDir: config.publicDir, ignore: config.ignore })
  const statIndex = lateIndex(() =>
    createStatIndex(resolve(cacheFolder, 'index.jsonl'), {
      version: indexVersion(engine, config),
      name: `${config.cache.folder}/index.jsonl`,
    }),
  )
  const sets = createSets({ root, catalogue, rules: config.sets, parse: parseSet, largest: LARGEST_SET })
  const assets = createAssets({ root, catalogue, statIndex, engine, films: ffmpeg })
  const sidecars = createSidecars(root, config, config)
  const publisher: Publisher = createPublisher(publisherParts(setting, cacheFolder, catalogue, sets, () => site))
  const { has, alike, nearest, refusal, unread } = catalogue
  const world = {
    // A page that is a transcript, too, is a page to those who link to it.
    has: (path: string) => (has(path) || sets.isNamed(path)) && !isTranscriptPath(path),
    alike: (path: string) => (isTranscriptPath(path) ? [] : alike(path)),
    nearest,
    refusal,
    unread,
    publicDir: config.publicDir,
    base: setting.base,
    aliases: setting.aliases,
    roots: config.assets,
  }
  const site: Site = createSite({
    config,
    root,
    locate: (url, from) => locate(url, from, world),
    alike,
    namedTracks: (path) => tracksOf(path, catalogue.beside(path)),
    sets,
    asset: (path) => assets.asset(path),
    moving: (asset) => assets.moving(asset),
    canonical: (asset) => assets.canonical(asset),
    sidecar: (path) => sidecars.of(path),
    publishState,
    resolveWish,
    movedTo: (url, from) => publisher.movedTo(url, from),
    queue,
    cache,
    engine,
    films,
    waitsForFilms: pending !== 'poster',
    clock: systemClock,
  })
  site.report(unmatchedNames(config, sets))
  site.report([...catalogue.problems, ...catalogue.collisions().map((paths) => warningOf('asset-collision', { paths }))])
  await writeTypes(cacheFolder, config)
  const memo = setting.memo
    ? await openMemo(memoParts(setting, cacheFolder, catalogue, sidecars, cache, engine, ffmpeg))
    : undefined
  // Nobody will look at a film, and what was said of them holds still.
  if (memo?.isUntouched && catalogue.all().some(isFilmPath)) await ffmpeg.remind()
  return {
    site,
    publisher,
    memo,
    isAsset: (path) => has(path),
    assetsBelow: (folder) => catalogue.all().filter((path) => path.startsWith(`${folder}/`)),
    noticed(event, path) {
      publisher.noticed()
      sets.forget()
      return event === 'add' ? catalogue.add(path) : catalogue.remove(path)
    },
    invalidate(path) {
      publisher.noticed()
      assets.invalidate(path)
      sidecars.invalidate(path)
    },
    encoded: () => [...encoded].map(([asset, seconds]) => ({ asset, seconds })),
    report() {
      bar?.end()
      const facts = queue.facts()
      const { renditions, bytes } = memo?.recalled() ?? { renditions: 0, bytes: 0 }
      const all = {
        ...facts,
        cached: facts.cached + renditions,
        bytesAfter: facts.bytesAfter + bytes,
        seconds: (performance.now() - started) / 1000,
      }
      const told = [reportText(all), ffmpeg.embedded(), publisher.report()].filter(Boolean)
      if (told.length > 0 && config.isHostGuessed) told.push(GUESSED_HOST)
      return told.join('\n')
    },
    async close() {
      bar?.end()
      publisher.close()
      await Promise.all([engine.close(), films.close()])
      await Promise.all([cache.close(), statIndex.close(), notes.settle()])
      // A run that was killed may have left some; one that has nothing to do looks nowhere else.
      await sweepTemporary(cacheFolder)
    },
  }
}

function publisherParts(
  setting: SiteSetting,
  cacheFolder: string,
  catalogue: Pick<Catalogue, 'all' | 'complete' | 'stands'>,
  sets: Pick<Sets, 'named' | 'isNamed'>,
  site: () => Site,
): PublisherParts {
  const { config, root, outDir } = setting
  // What a preview promises is kept by nobody.
  const files = {
    ...publishFiles(root, config.ledger, stateFolder(cacheFolder), outDir),
    ...(config.preview && { ledger: memoryText() }),
  }
  const target = createFolderTarget({ folder: outDir, name: OUTPUT, stamps: files.stamps, quiet: config.addresses })
  return {
    site,
    target,
    files,
    open: async () =>
      setting.dryRun
        ? { ...(await viewPublication(target, files, config.frozen)), release: () => undefined }
        : openPublication(target, files, config.frozen),
    renames: () => gitRenames(root, config.ledger),
    assetPaths: () => [...catalogue.all(), ...sets.named()],
    stands: (path) => catalogue.stands(path) || sets.isNamed(path),
    complete: () => catalogue.complete,
    viewerFiles: (viewer) => viewerFiles(viewer, { config, root }),
    hasSheet: hasViewerSheet,
    clock: systemClock,
    base: setting.base,
    urlIn: setting.urlIn ?? relativeUrl,
    confirm: config.preview || process.env['RENDITIONS_CONFIRM'] === '1',
    stage: files.stage,
    purge: files.purge,
  }
}

/** Names in a message; all of them would hide the others. */
const MOST_NAMES = 10

/** Files where a naming rule applies, and whose names it does not match. */
function unmatchedNames({ sets: rules }: Config, sets: Pick<Sets, 'unmatched'>): Problem[] {
  const files = sets.unmatched()
  if (files.length === 0) return []
  const rule = rules.flatMap(({ in: at, match }) => (at === undefined ? [] : [match])).join(', ')
  const more = Math.max(0, files.length - MOST_NAMES)
  return [warningOf('set-unmatched', { rule, files: files.slice(0, MOST_NAMES), more })]
}

/**
 * What may survive the emptying of an output folder, by its own manifest. Read without opening the site. Throws
 * `ledger-newer` when a later version of the package wrote it, because then nobody can tell.
 */
export function survivorsOf(outDir: string): (path: string) => boolean {
  const file = join(outDir, MANIFEST_PATH)
  const parsed = existsSync(file) ? parseManifest(readFileSync(file, 'utf8')) : undefined
  if (parsed?.status === 'newer')
    throw new RenditionsError(errorOf('ledger-newer', { path: MANIFEST_PATH, version: parsed.version }))
  const survives = survivesEmptying(parsed ? parsed.manifest : emptyManifest)
  return (path) => path === PREVIEW_MARKER || survives(path)
}

export { enterOutput, sealPreview } from './publish/edge/preview-folder.js'

function memoParts(
  setting: SiteSetting,
  cacheFolder: string,
  catalogue: Pick<Catalogue, 'all'>,
  sidecars: { of(path: string): Promise<{ sidecar: Sidecar; problems: readonly Problem[] }> },
  cache: ArtifactCache,
  engine: Versions,
  ffmpeg: Pick<Ffmpeg, 'stamp'>,
): MemoParts {
  const { config, root, outDir, base, aliases } = setting
  const hasFilms = catalogue.all().some(isFilmPath)
  const fixed = [
    ownStamp(),
    libraryStamp(root),
    indexVersion(engine, config),
    JSON.stringify(config),
    base,
    hasFilms ? ffmpeg.stamp() : '',
    ...aliases.map(({ find, replacement }) => `${find} ${replacement}`),
  ].join('\n')
  const fileOf = (name: MemoFile): string => join(cacheFolder, `memo-${name}.json`)
  return {
    fingerprint: () => digestOf(`${fixed}\n${stampDigest(root, catalogue.all())}`),
    sidecar: (path) => sidecars.of(path),
    stateOf: (sidecar, time) => publishState(sidecar, time).state,
    now: () => systemClock.now(),
    isDryRun: setting.dryRun,
    look: (paths) => `${stampDigest(root, [config.ledger])} ${stampDigest(outDir, paths)}`,
    boot: bootId,
    lookClosely: () => stampDigestBelow(join(outDir, config.addresses)),
    async isCached(key) {
      const artifact = cache.get(key)
      return artifact !== undefined && cache.verify(artifact)
    },
    read: (name) => readFile(fileOf(name), 'utf8').catch(() => undefined),
    stamp: (name) => stampDigest(cacheFolder, [basename(fileOf(name))]),
    // A cache that cannot be written costs time, not the build.
    write: (name, text) => atomicWrite(fileOf(name), text).catch(() => undefined),
  }
}

/** How the package looks now that the viewer of models publishes, for it is another file after an update. */
function libraryStamp(root: string): string {
  const file = installedFile(MODEL_LIBRARY, root)
  return file === undefined ? '' : `${file} ${stampDigest(dirname(file), [basename(file)])}`
}

/** How this package looks now: another version of it writes other pages. */
function ownStamp(): string {
  const file = fileURLToPath(import.meta.url)
  return stampDigest(dirname(file), ['.', basename(file), 'index.js'])
}

/** A cache whose log is read when it is first needed: a build in which nothing changed does not. */
function lateCache(open: () => ArtifactCache): ArtifactCache {
  let opened: ArtifactCache | undefined
  const cache = (): ArtifactCache => (opened ??= open())
  return {
    get: (key) => cache().get(key),
    file: (artifact) => cache().file(artifact),
    read: (artifact) => cache().read(artifact),
    verify: (artifact) => cache().verify(artifact),
    adopt: (key, temporary, artifact) => cache().adopt(key, temporary, artifact),
    adoptBundle: (key, temporary, artifact) => cache().adoptBundle(key, temporary, artifact),
    bundle: (artifact) => cache().bundle(artifact),
    forget: (keys) => cache().forget(keys),
    temporary: () => cache().temporary(),
    close: async () => opened?.close(),
    get counts() {
      return opened?.counts ?? { hits: 0, made: 0, damaged: 0 }
    },
  }
}

function lateIndex(open: () => StatIndex): StatIndex {
  let opened: StatIndex | undefined
  const index = (): StatIndex => (opened ??= open())
  return {
    get: (path, stamp) => index().get(path, stamp),
    set: (path, stamp, known, readAt) => index().set(path, stamp, known, readAt),
    close: async (keep) => opened?.close(keep),
  }
}

type Versions = Pick<ImageEngine, 'version' | 'documentVersion'>

/** What a probe's answer depends on besides the file. */
function indexVersion({ version, documentVersion = '' }: Versions, config: Config): string {
  return `${version} ${documentVersion} ${JSON.stringify(config.limits)}`
}

/** Types of `?preset=` imports, for the editor and `tsc`. */
async function writeTypes(cacheFolder: string, config: Config): Promise<void> {
  const file = join(cacheFolder, 'types.d.ts')
  const text = presetTypes(config)
  const current = await readFile(file, 'utf8').catch(() => undefined)
  // A folder that cannot be written costs types, not the build.
  if (current !== text) await atomicWrite(file, text).catch(() => undefined)
}

/** A secret of this working copy, made once: it signs dev addresses that carry more than a preset's name. */
export function devSecret(cacheFolder: string): string {
  // Vite serves no file with this ending (server.fs.deny); any other below the root it would.
  const file = join(cacheFolder, 'dev-secret.pem')
  const secret = randomBytes(24).toString('hex')
  try {
    mkdirSync(cacheFolder, { recursive: true })
    writeFileSync(file, secret, { mode: 0o600, flag: 'wx' })
    return secret
  } catch {
    // There is one, also when another server made it just now. Or none can be kept: addresses with overrides answer until the next start.
    return (existsSync(file) && readFileSync(file, 'utf8')) || secret
  }
}

/** What is recorded as live, for commands that only look: no lock is taken, nothing is repaired, every file is looked at. */
export async function viewRecords(
  setting: Pick<SiteSetting, 'config' | 'root' | 'outDir'>,
): Promise<Pick<Publication, 'ledger' | 'manifest' | 'problems'> & { target: Target }> {
  const { config, root, outDir } = setting
  const files = publishFiles(root, config.ledger, stateFolder(resolve(root, config.cache.folder)), outDir)
  const target = createFolderTarget({ folder: outDir, name: OUTPUT, stamps: files.stamps })
  return { ...(await viewPublication(target, files, config.frozen)), target }
}

/**
 * Keeps publishes of this machine out of the output until the function it gives is called: for commands that change what a
 * build reads. Rejects with `publish-locked` when one does not end in time.
 */
export function lockOutput({ config, root, outDir }: Pick<SiteSetting, 'config' | 'root' | 'outDir'>): Promise<() => void> {
  return publishFiles(root, config.ledger, stateFolder(resolve(root, config.cache.folder)), outDir).takeLock(OUTPUT)
}

/**
 * What the last build made for the other targets there are; `renditions publish` may have sent some of it. What it made for
 * a target that left the config since goes nowhere any more.
 */
export async function viewStaged({
  config,
  root,
  outDir,
}: Pick<SiteSetting, 'config' | 'root' | 'outDir'>): Promise<WantedAsset[]> {
  if (Object.keys(config.targets).length === 0) return []
  const files = publishFiles(root, config.ledger, stateFolder(resolve(root, config.cache.folder)), outDir)
  const text = (await files.stage.read())?.toString('utf8')
  if (text === undefined) return []
  return parseStage(text).wanted.filter(({ target = OUTPUT }) => Object.hasOwn(config.targets, target))
}

/**
 * The same in outline, read in a fraction of the time. Undefined when the records are not as a build has written them: then
 * `viewRecords` says what is wrong.
 */
export function viewOutline({
  config,
  root,
  outDir,
}: Pick<SiteSetting, 'config' | 'root' | 'outDir'>): { entries: OutlineEntry[]; counts: Map<string, Counts> } | undefined {
  const entries = ledgerOutline(wholeLines(fromSitePath(root, config.ledger)))
  const counts = entries && manifestOutline(wholeLines(join(outDir, MANIFEST_PATH)))
  return counts && { entries, counts }
}

/** What a target besides the output holds as of the last publish from here; undefined when there was none. No network. */
export async function viewManifest(
  { config, root, outDir }: Pick<SiteSetting, 'config' | 'root' | 'outDir'>,
  target: string,
): Promise<Manifest | undefined> {
  const state = stateFolder(resolve(root, config.cache.folder))
  const text = (await targetFiles(state, outDir, target).copy.read())?.toString('utf8')
  const parsed = text === undefined ? undefined : parseManifest(text)
  return parsed && parsed.status !== 'newer' ? parsed.manifest : undefined
}

/** How far films are that are not encoded yet, and are there still. Nothing is written. */
export async function viewFilmNotes({ config, root }: Pick<SiteSetting, 'config' | 'root'>): Promise<FilmNote[]> {
  const notes = await readFilmNotes(resolve(root, config.cache.folder))
  return notes.filter(({ asset }) => existsSync(fromSitePath(root, asset)))
}

/** What is known of the targets besides the output without asking them. */
export async function viewOthers(setting: Pick<SiteSetting, 'config' | 'root' | 'outDir'>): Promise<OtherTargets> {
  const manifests = new Map<string, Manifest>()
  for (const name of Object.keys(setting.config.targets)) {
    const manifest = await viewManifest(setting, name)
    if (manifest) manifests.set(name, manifest)
  }
  return { manifests, staged: await viewStaged(setting) }
}

/** What a sweep of the cache would remove, and how to do it. Kept: the keys given, and what was used within `recent` milliseconds. */
export function openSweep(
  { config, root }: Pick<SiteSetting, 'config' | 'root'>,
  keys: ReadonlySet<string>,
  recent: number,
): { steps: SweepStep[]; perform(): void } {
  const folder = resolve(root, config.cache.folder)
  const now = systemClock.now()
  const contents = readCacheContents(folder)
  const used = contents.records.filter((record) => now - record.used < recent).map((record) => record.key)
  const steps = planSweep(contents, new Set([...keys, ...used]), now)
  return { steps, perform: () => sweep(folder, steps) }
}

/** What the viewer of models loads; a package that only sites with models have. */
export const MODEL_VIEWER = '@google/model-viewer'

/** What draws models, as a classic script: it needs no CORS from pages of other sites. */
const MODEL_LIBRARY = `${MODEL_VIEWER}/dist/model-viewer-umd.min.js`

/**
 * A viewer's script for pages of other sites, with the site's own words before it, the style sheet of its markup, and what the
 * script loads later.
 */
export async function viewerFiles(viewer: string, { config, root }: Pick<SiteSetting, 'config' | 'root'>): Promise<ViewerFile[]> {
  const sheet = distFile(`viewers/${viewer}.css`)
  const library = viewer === 'model' ? await modelLibrary(config, root) : undefined
  const path = viewerScriptPath(config, viewer)
  const before = textsScript(config.texts) + (library ? libraryScript('model-viewer', relativeUrl(library.path, path)) : '')
  const script = await scriptAfter(before, distFile(`viewers/${viewer}.embed.js`), resolve(root, config.cache.folder))
  return [
    ...(script ? [{ kind: 'script', path, ...script } as const] : []),
    ...(hasViewerSheet(viewer)
      ? [{ kind: 'sheet', path: viewerSheetPath(config, viewer), file: sheet, bytes: await readFile(sheet) } as const]
      : []),
    ...(library ? [library] : []),
  ]
}

async function modelLibrary(config: Config, root: string): Promise<ViewerFile | undefined> {
  const file = installedFile(MODEL_LIBRARY, root)
  if (file === undefined) return undefined
  const bytes = await readFile(file)
  return { kind: 'library', path: libraryPath(config, 'model-viewer', digestOf(bytes)), file, bytes }
}

/** A file of a package that the site has installed: as it is, in one piece. */
export function installedFile(file: string, root: string): string | undefined {
  try {
    return createRequire(join(root, 'package.json')).resolve(file)
  } catch {
    return undefined
  }
}

async function scriptAfter(
  before: string,
  file: string,
  cacheFolder: string,
): Promise<{ file: string; bytes: Uint8Array } | undefined> {
  if (!existsSync(file)) return undefined
  const bytes = await readFile(file)
  if (before === '') return { file, bytes }
  const whole = Buffer.concat([Buffer.from(before), bytes])
  const own = join(cacheFolder, 'viewers', `${digestOf(whole)}.js`)
  if (!existsSync(own)) await atomicWrite(own, whole)
  return { file: own, bytes: whole }
}

/** True for viewers whose markup has a style of its own. Asked for every page and picture with a viewer. */
export function hasViewerSheet(viewer: string): boolean {
  const has = sheets.get(viewer) ?? existsSync(distFile(`viewers/${viewer}.css`))
  sheets.set(viewer, has)
  return has
}
const sheets = new Map<string, boolean>()

/** A file of the built package, also when this code runs from its sources. */
export function distFile(name: string): string {
  const isSource = import.meta.url.endsWith('.ts')
  return fileURLToPath(new URL(isSource ? `../dist/${name}` : `./${name}`, import.meta.url))
}
