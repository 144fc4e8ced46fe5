import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OUTPUT } from './base/target-address.js'
import type { Config, TargetConfig } from './config/types.js'
import { errorOf, RenditionsError, warningOf } from './errors.js'
import type { ArtifactCache, Target } from './ports.js'
import { compareTarget, type Comparison } from './publish/compare-target.js'
import { Claim, claimedTarget } from './publish/edge/claim.js'
import { publishFiles, targetFiles } from './publish/edge/publish-files.js'
import { stateFolder } from './publish/edge/state-folder.js'
import type { TextFile } from './publish/edge/text-file.js'
import { loadManifest } from './publish/manifest-file.js'
import { MANIFEST_PATH } from './publish/manifest.js'
import { targetRulesOf } from './publish/hosts/header-rules.js'
import { isLedgerOf, parseStage, type Stage } from './publish/stage.js'
import { standingOf } from './publish/survey.js'
import { createCommandTarget } from './publish/targets/command.js'
import { intentAt } from './publish/targets/command/intent.js'
import { createFolderTarget } from './publish/targets/folder.js'
import { createArtifactCache } from './render/cache/artifact-cache.js'
import type { TargetParts } from './publisher/target-publisher.js'
import { distFile, systemClock, type SiteSetting } from './wiring.js'

/** What `renditions publish` works with: what the last build left, and every other target. */
export interface OpenTargets {
  stage: Stage
  /** In the order of the config. */
  targets: TargetParts[]
  purge(target: string): Pick<TextFile, 'write' | 'remove'>
  close(): Promise<void>
}

/**
 * Opens the targets besides the output for the command line. Rejects with `stage-missing` when no build has left anything
 * for them, `stage-outdated` when the ledger changed since.
 */
export async function openTargets(
  { config, root, outDir, base }: Pick<SiteSetting, 'config' | 'root' | 'outDir' | 'base'>,
  asked: { only: string | undefined; confirm: boolean; verify: boolean },
): Promise<OpenTargets> {
  const cacheFolder = resolve(root, config.cache.folder)
  const files = publishFiles(root, config.ledger, stateFolder(cacheFolder), outDir)
  const stage = parseStage((await files.stage.read())?.toString('utf8'))
  const ledger = await files.ledger.read()
  if (ledger && config.frozen !== 'memory' && !isLedgerOf(stage, ledger.toString('utf8')))
    throw new RenditionsError(errorOf('stage-outdated', { path: config.ledger }))
  const cache = createArtifactCache({ folder: cacheFolder, maxBytes: config.cache.bytes, clock: systemClock })
  const urls = { base, site: config.site, targets: config.targets }
  const names = Object.keys(config.targets).filter((name) => asked.only === undefined || name === asked.only)
  const targets = await Promise.all(
    names.map(async (name): Promise<TargetParts> => {
      const kept = targetFiles(stateFolder(cacheFolder), outDir, name)
      const command = config.targets[name]?.kind === 'command' ? commandParts(name, config.targets[name], root, kept) : undefined
      const { target, claim, stubs, hosts } = command ?? (await claimedParts(name, config))
      return {
        name,
        target,
        claim,
        ...kept,
        fileOf: (file) => artifactFile(cache, file.key),
        stubs,
        hosts,
        headers: targetRulesOf(config),
        urls,
        grace: config.grace,
        now: () => systemClock.now(),
        confirm: asked.confirm || process.env['RENDITIONS_CONFIRM'] === '1',
        verify: asked.verify,
      }
    }),
  )
  return { stage, targets, purge: files.purge, close: () => cache.close() }
}

type ReachedTarget = Pick<TargetParts, 'target' | 'claim' | 'stubs' | 'hosts'>

async function claimedParts(name: string, config: Config): Promise<ReachedTarget> {
  const { target, ...others } = await createTarget(name, config)
  const claim = new Claim({ target, lease: leaseOf(process.env) })
  return { target: claimedTarget(target, claim), claim, ...others }
}

/** A command gives no sign of life and writes nothing conditionally: only the lock of this machine keeps publishers apart. */
function commandParts(
  name: string,
  setting: Extract<TargetConfig, { kind: 'command' }>,
  root: string,
  kept: ReturnType<typeof targetFiles>,
): ReachedTarget {
  const guard = pathToFileURL(distFile('guard.js'))
  const target = createCommandTarget({ ...setting, name, cwd: root, batch: kept.batch, texts: kept.texts, guard })
  const intent = target.isUnreadable ? kept.intent : intentAt(target)
  return { target, claim: { ...intent, manifestVersion: '', release: async () => undefined }, stubs: 'pages', hosts: [] }
}

/** Buckets are far from most sites' builds: what reaches them is loaded when one is there. */
async function createTarget(
  name: string,
  config: Config,
): Promise<{ target: Target; stubs: TargetParts['stubs']; hosts: Config['hosts'] }> {
  const target = config.targets[name]
  if (target?.kind === 'folder') {
    const stubs = config.hosts.includes('html') ? 'pages' : 'none'
    return { target: createFolderTarget({ folder: target.folder, name }), stubs, hosts: config.hosts }
  }
  if (target?.kind === 's3') {
    const { createS3Target } = await import('./publish/targets/s3/target.js')
    const s3 = createS3Target({ name, ...target, ownsBucket: target.prefix === '', env: process.env })
    return { target: s3, stubs: target.redirects === 'website' ? 'objects' : 'pages', hosts: [] }
  }
  throw new Error(`no target "${name}"`)
}

/**
 * Looks at everything that stands at the targets (or at one), the output among them, and compares it with what is recorded.
 * Takes no lock and changes nothing.
 */
export async function compareTargets(
  { config, root, outDir }: Pick<SiteSetting, 'config' | 'root' | 'outDir'>,
  only: string | undefined,
): Promise<(Comparison & { target: string })[]> {
  const cacheFolder = resolve(root, config.cache.folder)
  const names = [OUTPUT, ...Object.keys(config.targets)].filter((name) => only === undefined || name === only)
  const compared: (Comparison & { target: string })[] = []
  for (const name of names) {
    if (config.targets[name]?.kind === 'command') {
      // The others can be compared; who asks for this one alone gets no answer.
      const tell = only === undefined ? warningOf : errorOf
      compared.push({ target: name, whole: 0, problems: [tell('target-blind', { target: name })] })
      continue
    }
    const isOutput = name === OUTPUT
    const target = isOutput ? createFolderTarget({ folder: outDir, name }) : (await createTarget(name, config)).target
    const { copy } = isOutput
      ? publishFiles(root, config.ledger, stateFolder(cacheFolder), outDir)
      : targetFiles(stateFolder(cacheFolder), outDir, name)
    const { manifest, problems } = await loadManifest(target, copy)
    const listed = await target.list('')
    // A bucket's prefix is ours alone; in a folder only the addresses with a hash surely are.
    const isOwn = (path: string): boolean =>
      config.targets[name]?.kind === 's3' ? path !== MANIFEST_PATH : path.startsWith(`${config.addresses}/`)
    const comparison = compareTarget({
      manifest,
      standing: standingOf(listed, manifest, []),
      own: listed.map(({ path }) => path).filter(isOwn),
      entries: manifest.ledger,
      target: name,
    })
    compared.push({ target: name, ...comparison, problems: [...problems, ...comparison.problems] })
  }
  return compared
}

/** Milliseconds without a sign of life after which a publisher on another machine counts as dead. */
function leaseOf(env: NodeJS.ProcessEnv): number {
  const seconds = Number(env['RENDITIONS_LEASE'])
  return env['RENDITIONS_LEASE'] && seconds > 0 ? seconds * 1000 : 60_000
}

async function artifactFile(cache: ArtifactCache, key: string): Promise<string | undefined> {
  const artifact = cache.get(key)
  return artifact && (await cache.verify(artifact)) ? cache.file(artifact) : undefined
}
