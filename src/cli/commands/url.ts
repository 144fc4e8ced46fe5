import { nearestName } from '../../base/nearest-name.js'
import { VIEWER_NAMES } from '../../base/viewer-names.js'
import { errorOf, RenditionsError } from '../../errors.js'
import type { Config } from '../../config/types.js'
import { assetOfArgument } from '../asset-argument.js'
import type { Call, Command } from '../command.js'
import { loadSite } from '../load-site.js'
import { describeAddress, publicAddresses, type PublicAddress } from '../public-addresses.js'
import { listAssets } from '../site-world.js'
import type { Reason } from '../why-none.js'

export const command: Command = {
  summary: 'Print the stable addresses of an asset, for people and other sites to copy',
  usage: 'ASSET',
  arguments: [1, 1],
  flags: {
    preset: { type: 'string', value: 'NAME', describes: 'Only the picture as this preset makes it' },
    viewer: { type: 'string', value: 'NAME', describes: 'Only the page that shows it in this viewer' },
    original: { type: 'boolean', describes: 'Only the untouched file' },
    oembed: { type: 'boolean', describes: 'Only the oEmbed answer for its viewer page' },
    copy: { type: 'boolean', describes: 'Put the one address on the clipboard, too' },
  },
  example: ['renditions url media/press/logo.png --preset thumb', 'prints https://example.org/media/press/logo.thumb.png'],
  findings: 'there is no address',
  notes: ['A stable address carries no hash, and answers for ever: with the asset, a redirect, or 410.'],
  async run(call, reporter) {
    const site = await loadSite(call)
    const { config, vite } = site
    checkNames(call, config)
    const { viewRecords } = await import('../../wiring.js')
    const { doubtsOf, noAddress, nowOf, whyHidden } = await import('../why-none.js')
    const [{ ledger }, assets] = await Promise.all([viewRecords(site), listAssets(site)])
    const [argument = ''] = call.arguments
    const known = [...assets, ...ledger.entries.map((entry) => entry.path)]
    const asset = assetOfArgument(argument, { root: site.root, cwd: call.cwd }, 'url', known)
    const entry = ledger.entries.find((candidate) => candidate.path === asset)
    const asked = { site, asset, assets, entry, now: nowOf(call.env) }
    const hidden = await whyHidden(asked)
    if (hidden || !entry) throw noAddress(asset, hidden ?? { reason: 'it was not published yet' })
    const all = publicAddresses(entry, { ...config, base: vite.base })
    const chosen = all.filter((address) => isAsked(address, call))
    if (chosen.length === 0) throw noAddress(asset, whyNotThis(call, config, all))
    if (call.has('copy') && chosen.length > 1) throw tooMany(chosen.length)
    const notes = await doubtsOf(asked)
    if (chosen.some(({ url }) => !URL.canParse(url)))
      notes.push('These are paths on your server: the "site" option, its origin, is not set.')
    const urls = chosen.map(({ url }) => url)
    const copied = call.has('copy') && (await copyWithNote(urls.join('\n'), call, notes))
    reporter.data({ asset, state: entry.state, addresses: urls, details: chosen, notes, copied })
    if (isNarrow(call)) for (const url of urls) reporter.line(url)
    else
      reporter.table([{ title: 'Address' }, { title: 'What it is' }], () => chosen.map((one) => [one.url, describeAddress(one)]))
    for (const note of notes) reporter.note(note)
    return 0
  },
}

/** Copies, or notes that it could not. */
export async function copyWithNote(text: string, call: Pick<Call, 'env'>, notes: string[]): Promise<boolean> {
  const { copyText } = await import('../clipboard.js')
  const copied = await copyText(text, call.env)
  notes.push(
    copied
      ? 'It is on the clipboard.'
      : 'There is no clipboard here (pbcopy, clip.exe, wl-copy, xclip, xsel): nothing was copied.',
  )
  return copied
}

/** A name that does not exist is a mistake, not a lack. */
export function checkNames(call: Call, { presets, viewers }: Pick<Config, 'presets' | 'viewers'>): void {
  const [preset, viewer] = [call.value('preset'), call.value('viewer')]
  if (preset !== undefined && !Object.hasOwn(presets, preset)) {
    const known = Object.keys(presets)
    throw new RenditionsError(errorOf('unknown-preset', { preset, suggestion: nearestName(preset, known), known }))
  }
  if (viewer !== undefined && !Object.hasOwn(viewers, viewer)) {
    const known = Object.keys(viewers)
    throw new RenditionsError(errorOf('unknown-viewer', { viewer, suggestion: nearestName(viewer, known), known }))
  }
}

/** One address is asked for, so that it is printed by itself, for other programs. */
function isNarrow(call: Call): boolean {
  return ['preset', 'viewer', 'original', 'oembed'].some((flag) => call.has(flag))
}

function isAsked({ kind, preset, viewer }: PublicAddress, call: Call): boolean {
  if (!isNarrow(call)) return true
  const wanted = call.has('oembed') ? 'oembed' : call.has('viewer') ? 'viewer' : call.has('original') ? 'original' : 'preset'
  const fits = (given: string | undefined, own: string | undefined): boolean => given === undefined || given === own
  return kind === wanted && fits(call.value('preset'), preset) && fits(call.value('viewer'), viewer)
}

/** The asset is published, and what was asked for is not among its addresses. */
function whyNotThis(call: Call, { site }: Pick<Config, 'site'>, all: readonly PublicAddress[]): Reason {
  if (all.length === 0) {
    return {
      reason: 'pages use it only by addresses with a hash, which change with the picture',
      todo: 'Set "stable: true" in the options, or in its preset, profile or sidecar, and build.',
    }
  }
  if (call.has('oembed') && site === undefined) {
    const todo = 'Set it to the origin of the deployed site, renditions({ site: "https://example.org" }), and build.'
    return { reason: 'oEmbed needs absolute addresses, and the "site" option is not set', todo }
  }
  if (call.has('oembed') || call.has('viewer')) {
    const viewer = call.value('viewer') ?? VIEWER_NAMES[0]
    return { reason: 'no page shows it in that viewer', todo: `Show it with viewer="${viewer}" on a page, and build.` }
  }
  if (call.has('original')) {
    const todo =
      'Set "original: true" in its sidecar or profile and build; a file with GPS data or serial numbers is refused then.'
    return { reason: 'the untouched file is not published', todo }
  }
  const has = all.flatMap(({ kind, preset }) => (kind === 'preset' && preset !== undefined ? [preset] : []))
  const others = has.length > 0 ? ` It has: ${has.join(', ')}.` : ''
  return { reason: `no page shows it with the preset "${call.value('preset')}"`, todo: `Show it so, and build.${others}` }
}

function tooMany(count: number): RenditionsError {
  const reason = `--copy needs one address, and there are ${count}: say --preset, --viewer, --original or --oembed`
  return new RenditionsError(errorOf('wrong-arguments', { command: 'url', reason }))
}
