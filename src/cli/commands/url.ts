import type { StatusRow } from '../../publish/status.js'
import { errorOf, RenditionsError } from '../../errors.js'
import { assetOfArgument } from '../asset-argument.js'
import type { Command } from '../command.js'
import { loadSite } from '../load-site.js'
import { publicUrl } from '../../publish/public-url.js'
import { listAssets } from '../site-world.js'

export const command: Command = {
  summary: 'Print the stable addresses of an asset, for people and other sites to copy',
  usage: 'ASSET',
  arguments: [1, 1],
  flags: {},
  example: ['renditions url media/press/logo.png', 'prints https://example.org/media/press/logo.thumb.png'],
  findings: 'there is no address',
  notes: ['A stable address carries no hash, and answers for ever: with the asset, a redirect, or 410.'],
  async run(call, reporter) {
    const site = await loadSite(call)
    const { viewRecords } = await import('../../wiring.js')
    const { statusRows } = await import('../../publish/status.js')
    const [{ ledger, manifest }, assets] = await Promise.all([viewRecords(site), listAssets(site)])
    const rows = statusRows(ledger, manifest)
    const [argument = ''] = call.arguments
    const asset = assetOfArgument(argument, { root: site.root, cwd: call.cwd }, 'url', [
      ...assets,
      ...rows.map((row) => row.asset),
    ])
    const row = rows.find((candidate) => candidate.asset === asset)
    const missing = whyNone(asset, row)
    if (missing) throw new RenditionsError(errorOf('no-address', { path: asset, ...missing }))
    const addresses = (row?.addresses ?? []).map((address) => publicUrl(address, { ...site.config, base: site.vite.base }))
    reporter.data({ asset, state: row?.state ?? 'published', addresses })
    for (const address of addresses) reporter.line(address)
    return 0
  },
}

/** Why an asset has no stable address that shows it; undefined when it has one. */
export function whyNone(asset: string, row: StatusRow | undefined): { reason: string; todo?: string } | undefined {
  if (!row) return { reason: 'it was not published yet', todo: 'Refer to it from a page and build.' }
  if (row.state !== 'published') {
    return {
      reason: `it is ${row.state}`,
      todo:
        row.state === 'deleted' ? undefined : `See "publish", "on", "off" and "expires" in its sidecar "${asset}.media.yaml".`,
    }
  }
  if (row.addresses.length > 0) return undefined
  return {
    reason: 'pages use it only by addresses with a hash, which change with the picture',
    todo: 'Set "stable: true" in its preset, profile or sidecar, and build.',
  }
}
