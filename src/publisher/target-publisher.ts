import type { Config } from '../config/types.js'
import { RenditionsError } from '../errors.js'
import type { Target } from '../ports.js'
import { finishPublish, publishArtifacts, type ArtifactsReport, type PublishEdges } from '../publish/apply.js'
import { decideTarget } from '../publish/decide-target.js'
import type { Decision, Stubs } from '../publish/decision.js'
import type { TextFile } from '../publish/edge/text-file.js'
import type { HeaderRules } from '../publish/hosts/header-rules.js'
import { loadManifest } from '../publish/manifest-file.js'
import type { ManifestEntry } from '../publish/manifest.js'
import type { PublicUrls } from '../publish/public-url.js'
import { recoverFrom, type IntentFile } from '../publish/recover.js'
import { redirectRulesOf } from '../publish/redirects.js'
import type { Stage } from '../publish/stage.js'
import { pathsToSurvey, surveyEmptied, surveyListed, surveyTarget, type Standing } from '../publish/survey.js'
import type { Problem } from '../types.js'

/** What publishing to one target besides the output works with; `wiring.ts` builds these. */
export interface TargetParts {
  name: string
  target: Target
  /** The intent record, kept where every machine that publishes there sees it. */
  claim: IntentFile & { manifestVersion: string; release(): Promise<void> }
  /** The manifest's copy in the cache. */
  copy: TextFile
  /** Keeps other runs of this machine out; the function it gives lets them in. */
  takeLock(target: string): Promise<() => void>
  /** Absolute path of the verified bytes for a file's key; undefined when the cache has them no more. */
  fileOf(file: ManifestEntry): Promise<string | undefined>
  stubs: Stubs
  /** Forms in which redirects and headers are written there. */
  hosts: Config['hosts']
  /** What files are to be sent with. */
  headers: HeaderRules
  urls: PublicUrls
  grace: Config['grace']
  now(): number
  /** The author has agreed to many removals. */
  confirm: boolean
  /** Everything there is listed and compared, instead of believing the manifest. */
  verify: boolean
}

/** A publish to one target: begun, and not finished before the pages that need it are where people see them. */
export interface TargetPublish {
  readonly name: string
  readonly decision: Decision
  /** First half: every new file is there, verified. */
  put(): Promise<ArtifactsReport>
  /** Second half: manifest, then removals. */
  finish(): Promise<{ removed: number; problems: readonly Problem[] }>
  /** Ends it wherever it is; what is half done stays on record for the next run. */
  release(): Promise<void>
}

/** Another machine may publish between our look and our claim; then we look again, so that both publishes count. */
const TRIES = 3

/** Looks at a target and decides. Changes nothing. */
export async function openTargetPublish(parts: TargetParts, stage: Stage): Promise<TargetPublish> {
  const unlock = await parts.takeLock(parts.name)
  try {
    return publishOf(parts, stage, await decideNow(parts, stage), unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

/** What is found at a target, and what follows from it. */
interface Found {
  decision: Decision
  version: string
  problems: readonly Problem[]
}

async function decideNow(parts: TargetParts, stage: Stage): Promise<Found> {
  const { target, claim, copy, stubs } = parts
  // First, because it waits until nobody else is at work.
  const left = await claim.read()
  const { manifest: known, version, problems } = await loadManifest(target, copy)
  claim.manifestVersion = version
  const manifest = await recoverFrom(target, left, known)
  const { ledger, wanted } = stage
  const paths = [...pathsToSurvey(parts.name, { wanted, viewerFiles: [], stubs, ledger })]
  // A copy says what once was there; whether it still is, only a look can tell.
  const isDoubtful = parts.verify || (version === '' && manifest.files.size > 0)
  const standing = await surveyed()
  const { grace, urls, confirm } = parts
  const { unknown, complete } = stage
  const rest = { stubs, urls, grace, confirm, unknown, complete, now: parts.now(), target: parts.name }
  return { decision: decideTarget({ ledger, wanted, manifest, standing, ...rest }), version, problems }

  async function surveyed(): Promise<Standing> {
    if (!isDoubtful) return surveyTarget(target, manifest, paths)
    return target.isBlind && !parts.verify ? surveyEmptied(manifest) : surveyListed(target, manifest, paths)
  }
}

function publishOf(parts: TargetParts, stage: Stage, first: Found, unlock: () => void): TargetPublish {
  let found = first
  let report: ArtifactsReport | undefined
  const edges = (): PublishEdges => ({
    target: parts.target,
    files: { ledger: undefined, copy: parts.copy, intent: parts.claim },
    version: found.version,
    fileOf: parts.fileOf,
  })
  return {
    name: parts.name,
    get decision() {
      const { decision, problems } = found
      return { ...decision, problems: [...problems, ...decision.problems] }
    },
    async put() {
      for (let tries = 1; ; tries++) {
        try {
          return (report = await publishArtifacts(found.decision, edges()))
        } catch (error) {
          if (tries === TRIES || !(error instanceof RenditionsError) || error.code !== 'target-changed') throw error
          found = await decideNow(parts, stage)
        }
      }
    },
    async finish() {
      if (!report) throw new Error('nothing was put yet')
      const rules = redirectRulesOf(stage.ledger, parts.name, parts.urls)
      // Below its URL a target stands by itself: rules name paths of it.
      const base = new URL(parts.urls.targets[parts.name]?.url ?? '/', 'http://localhost').pathname
      return finishPublish(found.decision, edges(), { hosts: parts.hosts, rules, headers: parts.headers, base, report })
    },
    async release() {
      await parts.claim.release()
      unlock()
    },
  }
}
