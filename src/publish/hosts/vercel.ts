import { warningOf } from '../../errors.js'
import { urlOf, type RedirectRules } from '../redirects.js'
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
