import { addressAt, OUTPUT, placeOf } from '../base/target-address.js'
import type { PublishedDiff } from '../config/options.js'
import type { Action } from './decision.js'
import type { Outlook } from './outlook.js'
import { publicUrl, type PublicUrls } from './public-url.js'

const PERFORMED: ReadonlySet<Action['kind']> = new Set(['put', 'restore', 'redirect', 'gone', 'remove'])

/**
 * What a decision changes at a target, as people and CDNs need to know it. `lost` are paths that could not be put.
 * What a CDN has to forget are addresses that show something else than before or nothing any more; what is put where
 * nothing was, under a name that never meant anything else, is not among them.
 */
export function publishedDiff(
  target: string,
  decision: Pick<Outlook, 'actions'>,
  urls: PublicUrls,
  lost: readonly string[] = [],
): PublishedDiff {
  const missing = new Set(lost)
  const urlOf = (path: string): string => publicUrl(addressAt(target, path), urls)
  const actions = decision.actions.filter(({ kind, address }) => PERFORMED.has(kind) && !missing.has(address))
  const puts = actions.filter(({ kind }) => kind === 'put' || kind === 'restore')
  const here = actions.filter(
    ({ kind, address }) => (kind === 'redirect' || kind === 'gone') && placeOf(address).target === target,
  )
  const removed = actions.filter(({ kind }) => kind === 'remove').map(({ address }) => urlOf(address))
  const changed = puts
    .filter(({ replaces, kind }) => replaces !== undefined || kind === 'restore')
    .map(({ address }) => urlOf(address))
  const answers = here.map(({ address }) => urlOf(placeOf(address).path))
  return {
    target,
    published: puts
      .filter(({ file }) => file?.kind !== 'stub')
      .map(({ address, asset = '', file }) => ({ url: urlOf(address), asset, bytes: file?.bytes ?? 0 })),
    redirected: [
      ...here.flatMap(({ kind, address, to }) =>
        kind === 'redirect' && to !== undefined ? [{ url: urlOf(placeOf(address).path), to: publicUrl(to, urls) }] : [],
      ),
      // At other targets the build has told the answers; what is done there is to put what stands in for them.
      ...(target === OUTPUT
        ? []
        : puts.flatMap((put) => (put.leadsTo === undefined ? [] : [{ url: urlOf(put.address), to: put.leadsTo }]))),
    ],
    gone: here.filter(({ kind }) => kind === 'gone').map(({ address }) => urlOf(placeOf(address).path)),
    removed,
    purge: [...new Set([...changed, ...answers, ...removed])].sort(),
  }
}

/** True when a publish has changed nothing that anybody could see. */
export function isEmptyDiff({ published, redirected, gone, removed }: PublishedDiff): boolean {
  return published.length + redirected.length + gone.length + removed.length === 0
}

/** The text of a purge list: one URL a line. */
export function purgeText({ purge }: PublishedDiff): string {
  return purge.map((url) => `${url}\n`).join('')
}
