import { warningOf } from '../../errors.js'
import { urlOf, type RedirectRules } from '../redirects.js'
import type { Composed, HostFile } from './host-file.js'
import { withBlock, withoutBlock } from './marked-block.js'

/** What a host reads of a `_redirects` file; it ignores the rest without a word. */
export interface RedirectLimits {
  host: string
  rules: number
  /** Characters of a rule. */
  longest: number
}

/**
 * The `_redirects` file that Netlify (https://docs.netlify.com/manage/routing/redirects/overview/) and Cloudflare
 * (https://developers.cloudflare.com/pages/configuration/redirects/) read. An address the author has a rule for is left
 * to that rule. Neither host knows status 410 here, so gone addresses stand as comments and answer 404. Over a limit,
 * rules of ours are left out rather than the author's pushed beyond it.
 */
export function underscoreRedirects(limits?: RedirectLimits): HostFile<RedirectRules> {
  return { path: '_redirects', compose: (rules, current, base) => compose(rules, current, base, limits) }
}

const NAME = 'renditions'

function compose(rules: RedirectRules, current: string, base: string, limits: RedirectLimits | undefined): Composed {
  const own = ruleLines(withoutBlock(NAME, current))
  const taken = new Set(own.map((line) => line.split(/\s+/)[0]))
  const moved = rules.moved
    .map(({ from, to }) => [urlOf(base, from), urlOf(base, to)] as const)
    .filter(([from]) => !taken.has(from))
    .map(([from, to]) => `${from} ${to} 301`)
  const short = limits ? moved.filter((line) => line.length <= limits.longest) : moved
  const kept = limits ? short.slice(0, Math.max(0, limits.rules - own.length)) : short
  const gone = rules.gone.map((address) => `# gone: ${urlOf(base, address)}`)
  const problems =
    limits && kept.length < moved.length
      ? [warningOf('redirects-limit', { ...limits, file: '_redirects', left: moved.length - kept.length })]
      : []
  return { text: withBlock(NAME, [...kept, ...gone], current), problems }
}

function ruleLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}
