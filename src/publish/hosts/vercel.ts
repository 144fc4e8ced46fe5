import { warningOf } from '../../errors.js'
import { urlOf, type RedirectRules } from '../redirects.js'
import { folderUrl, type FolderRule, type HeaderRules } from './header-rules.js'
import type { HostFile } from './host-file.js'
import { withEntries } from './vercel-json.js'
import { LONGEST_SOURCE, MOST_ENTRIES } from './vercel-limits.js'

/**
 * `redirects` of a `vercel.json`, for a deployment of the output folder. JSON has no comments and Vercel no status 410
 * there, so that gone addresses are not in it and answer 404.
 */
export const vercelRedirects: HostFile<RedirectRules> = {
  path: 'vercel.json',
  compose(rules, current, base) {
    const entries = rules.moved.map(({ from, to }) => ({
      source: urlOf(base, from),
      destination: urlOf(base, to),
      statusCode: 301,
    }))
    const short = entries.filter(({ source, destination }) => Math.max(source.length, destination.length) <= LONGEST_SOURCE)
    const limits = { host: 'Vercel', file: 'vercel.json', rules: MOST_ENTRIES, longest: LONGEST_SOURCE }
    const limit = (left: number): ReturnType<typeof warningOf> => warningOf('redirects-limit', { ...limits, left })
    return withEntries('redirects', short, current, limit, entries.length - short.length)
  },
}

/** `headers` of a `vercel.json`. */
export const vercelHeaders: HostFile<HeaderRules> = {
  path: 'vercel.json',
  compose(rules, current, base) {
    const folders = rules.folders.map((rule) => ({
      source: sourceOf(rule, base),
      headers: rule.headers.map(([key, value]) => ({ key, value })),
    }))
    const pages = rules.pages.flatMap(({ page, link }) =>
      pageSources(urlOf(base, page)).map((source) => ({ source, headers: [{ key: 'Link', value: link }] })),
    )
    const short = pages.filter(({ source }) => source.length <= LONGEST_SOURCE)
    const limits = { host: 'Vercel', file: 'vercel.json', rules: MOST_ENTRIES, longest: LONGEST_SOURCE }
    const limit = (left: number): ReturnType<typeof warningOf> => warningOf('headers-limit', { ...limits, left })
    return withEntries('headers', [...folders, ...short], current, limit, pages.length - short.length)
  },
}

/** Patterns of `path-to-regexp`; what stands in an encoded URL means nothing in them. */
function sourceOf({ folder, extensions }: FolderRule, base: string): string {
  return `${folderUrl(folder, base)}(.*)${extensions ? `\\.(${extensions.join('|')})` : ''}`
}

/** `/about`, `/about/` and `/about/index.html`, or `/about` and `/about.html`; the site's own `/` by itself. */
function pageSources(url: string): string[] {
  if (url.endsWith('/index.html')) {
    const folder = url.slice(0, -'/index.html'.length)
    return folder === '' ? ['/', '/index.html'] : [`${folder}(/|/index\\.html)?`]
  }
  return url.endsWith('.html') ? [`${url.slice(0, -'.html'.length)}(\\.html)?`] : [url]
}
