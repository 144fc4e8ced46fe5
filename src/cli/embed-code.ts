import type { Config } from '../config/types.js'
import { immutablePath } from '../plan/address.js'
import { serialize } from '../rewrite/markup-tree.js'
import { markupOf } from '../rewrite/picture.js'
import type { FormatGroup, PlannedReference } from '../types.js'
import { addressAt, OUTPUT } from '../base/target-address.js'
import { publicUrl } from '../publish/public-url.js'

/**
 * The part of a plan that is live: formats the build dropped, and sizes nobody asked for, are left out. Undefined when
 * the fallback (or, with a viewer, the large picture) is not there, so that no code with a dead address is given away.
 */
export function liveParts(
  planned: PlannedReference,
  config: Pick<Config, 'addresses'>,
  isLive: (path: string) => boolean,
): PlannedReference | undefined {
  const isThere = (group: FormatGroup['candidates'][number]): boolean => isLive(immutablePath(config, group.rendition))
  const groups = planned.groups
    .map((group) => ({ ...group, candidates: group.candidates.filter(isThere) }))
    .filter((group) => group.candidates.length > 0)
  const fallback = planned.groups.at(-1)
  const main = fallback ? groups.find((group) => group.format === fallback.format)?.candidates.at(-1)?.rendition : planned.main
  const large = planned.large && { ...planned.large, candidates: planned.large.candidates.filter(isThere) }
  if (!main || !isLive(immutablePath(config, main)) || large?.candidates.length === 0) return undefined
  return { ...planned, groups, main, large, placeholder: undefined }
}

/** Markup and script for a page of another origin: absolute addresses, a classic script, no style, nothing inline. */
export function embedCode(
  planned: PlannedReference,
  config: Pick<Config, 'addresses' | 'targets'>,
  where: { base: string; site: string; script?: string },
): string {
  const urls = { base: where.base, site: where.site, targets: config.targets }
  const write = (path: string): string => publicUrl(addressAt(planned.target ?? OUTPUT, path), urls)
  const markup = markupOf(withAlt(planned), {
    address: (rendition) => write(immutablePath(config, rendition)),
    stableAddress: write,
    artifact: () => undefined,
    placeholder: () => undefined,
    inlineStyle: false,
    site: where.site,
  })
  const html = serialize(markup)
  return where.script === undefined
    ? html
    : `${html}\n${serialize({
        tag: 'script',
        attributes: [
          ['src', publicUrl(where.script, urls)],
          ['async', true],
        ],
        children: [],
      })}`
}

/** Without words for it the picture is decoration: on a foreign page nobody gets to see our warning. */
function withAlt(planned: PlannedReference): PlannedReference {
  const { reference, sidecar } = planned
  const { attributes = [] } = reference
  if (sidecar.alt !== undefined || attributes.some(([name]) => name === 'alt')) return planned
  return { ...planned, reference: { ...reference, attributes: [...attributes, ['alt', '']] } }
}
