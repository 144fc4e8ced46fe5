import { posix } from 'node:path'
import { errorOf, RenditionsError } from '../../errors.js'
import type { PlannedReference, Reference } from '../../types.js'
import { assetOfArgument } from '../asset-argument.js'
import type { Command } from '../command.js'
import { embedCode, liveParts } from '../embed-code.js'
import { loadSite, type LoadedSite } from '../load-site.js'
import { listAssets } from '../site-world.js'

export const command: Command = {
  summary: 'Print code that shows an asset on another site',
  usage: 'ASSET',
  arguments: [1, 1],
  flags: {
    viewer: { type: 'string', value: 'NAME', describes: 'Open it in a viewer: zoom' },
    preset: { type: 'string', value: 'NAME', describes: 'Which preset to show (default: the one a page would get)' },
  },
  example: ['renditions embed media/lake.jpg --viewer zoom', 'paste what it prints into any page of any site'],
  findings: 'there is no code to give',
  notes: [
    'The code uses what the last build published, so the asset must be on a page with that preset (and viewer).',
    'Its addresses carry a hash: after a change of the picture or the preset they stay for the grace time only.',
    'For an address that lasts for ever see "renditions url".',
  ],
  async run(call, reporter) {
    const site = await loadSite(call)
    const { config, vite } = site
    const { viewRecords } = await import('../../wiring.js')
    const [{ ledger, manifest }, assets] = await Promise.all([viewRecords(site), listAssets(site)])
    const [argument = ''] = call.arguments
    const asset = assetOfArgument(argument, { root: site.root, cwd: call.cwd }, 'embed', assets)
    if (config.site === undefined) throw new RenditionsError(errorOf('site-missing', { path: asset }))
    const refuse = (reason: string, todo?: string): RenditionsError =>
      new RenditionsError(errorOf('no-address', { path: asset, reason, todo }))
    const entry = ledger.entries.find((candidate) => candidate.path === asset)
    if (!entry) throw refuse('it was not published yet', 'Refer to it from a page and build.')
    if (entry.state !== 'published') throw refuse(`it is ${entry.state}`)

    const { planned, script } = await planEmbed(site, asset, call.value('preset'), call.value('viewer'))
    const isLive = (path: string): boolean => manifest.files.get(path)?.retired === undefined && manifest.files.has(path)
    const live = liveParts(planned, config, isLive)
    if (!live)
      throw refuse(
        `nothing of it is published with the preset "${planned.preset.name}"`,
        'Show it on a page with that preset and build, or say --preset.',
      )
    if (script !== undefined && !isLive(script))
      throw refuse(
        `the script of the viewer "${planned.viewer}" is not published`,
        'Use the viewer on a page of your own and build.',
      )
    const code = embedCode(live, config, { base: vite.base, site: config.site, script })
    reporter.data({ asset, preset: planned.preset.name, viewer: planned.viewer, code })
    reporter.line(code)
    return 0
  },
}

/** Plans the asset as if a page showed it, and finds the viewer's script. Nothing is rendered. */
async function planEmbed(
  site: LoadedSite,
  asset: string,
  preset: string | undefined,
  viewer: string | undefined,
): Promise<{ planned: PlannedReference; script: string | undefined }> {
  const open = await site.context.open()
  try {
    const bound = await open.site.bind(referenceTo(asset, preset, viewer))
    if (bound.kind === 'planned') {
      const script = bound.planned.viewer === undefined ? undefined : await open.publisher.viewerFile(bound.planned.viewer)
      return { planned: bound.planned, script: script?.path }
    }
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
  const none = { start: 0, end: 0 }
  return {
    role: 'picture',
    place: { file: posix.join(posix.dirname(asset), 'embed.html'), line: 1, column: 1 },
    url: `/${asset.split('/').map(encodeURIComponent).join('/')}`,
    urlRange: none,
    range: none,
    wish: { ...(preset !== undefined && { preset }), ...(viewer !== undefined && { viewer }), overrides: {} },
    attributes: [],
    escape: 'html',
    explicit: preset !== undefined || viewer !== undefined,
  }
}
