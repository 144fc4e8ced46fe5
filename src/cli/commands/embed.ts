import { unwritten } from '../../base/unwritten-reference.js'
import { rootUrlOf } from '../../base/site-path.js'
import { posix } from 'node:path'
import { addressAt, OUTPUT } from '../../base/target-address.js'
import { nearestName } from '../../base/nearest-name.js'
import { partsOf } from '../../plan/plan-reference.js'
import { VIEWER_NAMES } from '../../base/viewer-names.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { LedgerEntry } from '../../publish/ledger.js'
import type { Manifest } from '../../publish/manifest.js'
import type { PlannedReference, Reference } from '../../types.js'
import { assetOfArgument } from '../asset-argument.js'
import type { Call, Command } from '../command.js'
import { EMBED_FORMS, type EmbedForm } from '../embed-code.js'
import { loadSite, type LoadedSite } from '../load-site.js'
import { listAssets } from '../site-world.js'
import type { Reason } from '../why-none.js'
import { checkNames, copyWithNote } from './url.js'

export const command: Command = {
  summary: 'Print code that shows an asset on another site',
  usage: 'ASSET',
  arguments: [1, 1],
  flags: {
    as: { type: 'string', value: 'FORM', describes: `${EMBED_FORMS.join(', ')} (default: iframe with a viewer, else img)` },
    viewer: {
      type: 'string',
      value: 'NAME',
      describes: `Show it in a viewer (${VIEWER_NAMES.slice(0, 3).join(', ')} …), or in a viewer preset of the site's`,
    },
    preset: { type: 'string', value: 'NAME', describes: 'Which preset to show (default: the one a page would get)' },
    copy: { type: 'boolean', describes: 'Put it on the clipboard, too' },
  },
  example: ['renditions embed media/lake.jpg --as iframe', 'paste what it prints into any page of any site'],
  findings: 'there is no code to give',
  notes: [
    'The code uses what the last build published, so the asset must be on a page with that preset (and viewer).',
    'All but picture hold stable addresses, which answer for ever. Those of picture carry a hash: after a change of the',
    'picture or the preset they stay for the grace time only.',
    'oembed is no markup: it is what an oEmbed endpoint answers, of type rich with a viewer, else photo.',
  ],
  async run(call, reporter) {
    const form = formOf(call)
    const site = await loadSite(call)
    const { config, vite } = site
    checkNames(call, config)
    const { hasViewerSheet, viewManifest, viewRecords } = await import('../../wiring.js')
    const { doubtsOf, noAddress, nowOf, whyHidden } = await import('../why-none.js')
    const { embedCode } = await import('../embed-code.js')
    const [{ ledger, manifest }, assets] = await Promise.all([viewRecords(site), listAssets(site)])
    const [argument = ''] = call.arguments
    const asset = assetOfArgument(argument, { root: site.root, cwd: call.cwd }, 'embed', [
      ...assets,
      ...ledger.entries.map(({ path }) => path),
    ])
    const entry = ledger.entries.find((candidate) => candidate.path === asset)
    const asked = { site, asset, assets, entry, now: nowOf(call.env) }
    const hidden = await whyHidden(asked)
    if (hidden || !entry) throw noAddress(asset, hidden ?? { reason: 'it was not published yet' })

    const planned = await planEmbed(site, asset, call)
    const urls = { ...config, base: vite.base }
    const held = planned.target === OUTPUT ? manifest : await viewManifest(site, planned.target)
    const place = { config, urls, isLive: livePaths(planned, ledger.entries, held), hasSheet: hasViewerSheet }
    const as = form ?? (planned.viewer === undefined ? 'img' : 'iframe')
    if (as === 'oembed' && config.site === undefined) throw siteMissing(asset)
    const made = planned.viewer === undefined && needsViewer(as) ? undefined : embedCode(planned, as, place)
    if (!made) throw noAddress(asset, whyNotSo(planned, as) ?? (await whyNotThere(site, planned, held)))
    if (as !== 'oembed' && !/(?:src|srcset)="https?:/.test(made.code)) throw siteMissing(asset)
    const notes = await doubtsOf(asked)
    if (!made.lasts)
      notes.push(`Its addresses carry a hash: after a change they stay for ${config.grace.days} days. ${lastingForms(as)}`)
    const copied = call.has('copy') && (await copyWithNote(made.code, call, notes))
    const viewer = showsViewer(planned, as) ? planned.viewer?.name : undefined
    reporter.data({
      asset,
      preset: planned.preset.name,
      ...(viewer !== undefined && { viewer }),
      as,
      code: made.code,
      notes,
      copied,
    })
    reporter.line(made.code)
    for (const note of notes) reporter.note(note)
    return 0
  },
}

function formOf(call: Call): EmbedForm | undefined {
  const given = call.value('as')
  const form = EMBED_FORMS.find((name) => name === given)
  if (given === undefined || form) return form
  const nearest = nearestName(given, EMBED_FORMS)
  const reason = `--as takes ${EMBED_FORMS.join(', ')}, not "${given}"${nearest === undefined ? '' : ` (did you mean "${nearest}"?)`}`
  throw new RenditionsError(errorOf('wrong-arguments', { command: 'embed', reason }))
}

function siteMissing(path: string): RenditionsError {
  return new RenditionsError(errorOf('site-missing', { path }))
}

function showsViewer({ viewer }: PlannedReference, form: EmbedForm): boolean {
  return needsViewer(form) || (form === 'oembed' && viewer !== undefined)
}

function needsViewer(form: EmbedForm): boolean {
  return form === 'iframe' || form === 'script'
}

/** What is at the asset's target now; without its manifest only stable addresses are on record. */
function livePaths(
  planned: PlannedReference,
  entries: readonly LedgerEntry[],
  manifest: Manifest | undefined,
): (path: string) => boolean {
  const { target = OUTPUT } = planned
  const paths = new Set(partsOf(planned).map(({ asset }) => asset.path))
  const own = entries.filter(({ path }) => paths.has(path))
  return (path) => {
    if (own.some(({ stable }) => Object.hasOwn(stable, addressAt(target, path)))) return true
    const file = manifest?.files.get(path)
    return file?.kind === 'immutable' && file.retired === undefined
  }
}

/** Why an asset has no code of a form whatever is at its target. */
function whyNotSo(planned: PlannedReference, form: EmbedForm): Reason | undefined {
  const { preset, viewer, viewerPage } = planned
  if (needsViewer(form) && viewer === undefined)
    return { reason: `"${form}" needs a viewer, and none applies to it`, todo: `Say --viewer ${VIEWER_NAMES[0]}, or --as img.` }
  if ((form === 'iframe' || (form === 'oembed' && viewer !== undefined)) && viewerPage === undefined)
    return {
      reason: 'it has no stable addresses',
      todo: 'Set "stable: true" in the options, or in its preset, profile or sidecar, and build.',
    }
  if (showsViewer(planned, form))
    return {
      reason: `no page shows it with the preset "${preset.name}" in the viewer "${viewer?.name}"`,
      todo: 'Show it so on a page and build, or say --as img.',
    }
  return undefined
}

/** Why the files are not at the target. `held` is what that holds as far as is known here. */
async function whyNotThere(
  site: LoadedSite,
  { asset, preset, target }: PlannedReference,
  held: Manifest | undefined,
): Promise<Reason> {
  if (!held)
    return {
      reason: `nothing here tells what is at the target "${target}"`,
      todo: 'Run "renditions publish", or bring the cache folder from the machine that does.',
    }
  const { viewStaged } = await import('../../wiring.js')
  const { countWaiting } = await import('../../publish/status.js')
  const waiting = countWaiting({ manifests: new Map([[target, held]]), staged: await viewStaged(site) }).get(asset.path) ?? 0
  if (target !== OUTPUT && waiting > 0)
    return {
      reason: `what the last build made of it for the target "${target}" has not been sent`,
      todo: 'Run "renditions publish".',
    }
  return {
    reason: `nothing of it is published with the preset "${preset.name}"`,
    todo: 'Show it on a page with that preset and build, or say --preset.',
  }
}

function lastingForms(form: EmbedForm): string {
  return form === 'picture' ? 'For code that lasts say --as img.' : 'For code that lasts set "stable: true" and build.'
}

/** Plans the asset as if a page showed it. Nothing is rendered. */
async function planEmbed(site: LoadedSite, asset: string, call: Call): Promise<PlannedReference> {
  const open = await site.context.open()
  try {
    const bound = await open.site.bind(referenceTo(asset, call.value('preset'), call.value('viewer')))
    if (bound.kind === 'planned') return bound.planned
    if (bound.problem) throw new RenditionsError({ ...bound.problem, place: undefined })
    throw new RenditionsError(
      errorOf('no-address', { path: asset, reason: 'no preset applies to it', todo: 'Say which one with --preset.' }),
    )
  } finally {
    await open.close()
  }
}

/** A picture on a page that nobody wrote. */
function referenceTo(asset: string, preset: string | undefined, viewer: string | undefined): Reference {
  return unwritten({
    role: 'picture',
    place: { file: posix.join(posix.dirname(asset), 'embed.html'), line: 1, column: 1 },
    url: rootUrlOf(asset),
    wish: { ...(preset !== undefined && { preset }), ...(viewer !== undefined && { viewer }), overrides: {} },
    attributes: [],
    explicit: preset !== undefined || viewer !== undefined,
  })
}
