import { warningOf } from '../../errors.js'
import { encodeAddress } from '../answers.js'
import { basePath } from '../redirects.js'
import { folderUrl, type FolderRule, type HeaderRules, type Headers } from './header-rules.js'
import type { Composed, HostFile } from './host-file.js'
import { withBlock, withoutBlock } from './marked-block.js'

/** What a host reads of a `_headers` file. */
export interface HeaderLimits {
  host: string
  rules: number
  /** Characters of a line. */
  longest: number
}

interface Rule {
  path: string
  headers: Headers
}

const NAME = 'renditions'

/**
 * The `_headers` file that Netlify (https://docs.netlify.com/manage/routing/headers/) and Cloudflare
 * (https://developers.cloudflare.com/pages/configuration/headers/) read. A header that the author gives a path is left to
 * the author. No two rules speak of one header of one path, because Cloudflare would join what they say.
 * @param pathsOf The paths by which the host may be asked for a page.
 */
export function underscoreHeaders(pathsOf: (page: string) => readonly string[], limits?: HeaderLimits): HostFile<HeaderRules> {
  return {
    path: '_headers',
    compose(rules, current, base) {
      const own = ownRules(withoutBlock(NAME, current))
      const folders = rules.folders.flatMap((rule) =>
        pathsBelow(rule, base).map((path): Rule => ({ path, headers: rule.headers })),
      )
      const pages = rules.pages.flatMap(({ page, link }) =>
        pathsOf(page).map((path): Rule => ({ path: basePath(base) + encodeAddress(path), headers: [['Link', link]] })),
      )
      const free = [...folders, ...pages].map((rule) => withoutTaken(rule, own)).filter(({ headers }) => headers.length > 0)
      const blocks = free.map(({ path, headers }) => [path, ...headers.map(([name, value]) => `  ${name}: ${value}`)])
      return within(limits, blocks, current, own.size)
    },
  }
}

function within(limits: HeaderLimits | undefined, blocks: readonly string[][], current: string, taken: number): Composed {
  if (!limits) return { text: withBlock(NAME, blocks.flat(), current), problems: [] }
  const short = blocks.filter((lines) => lines.every(({ length }) => length <= limits.longest))
  const kept = short.slice(0, Math.max(0, limits.rules - taken))
  const left = blocks.length - kept.length
  const problems = left > 0 ? [warningOf('headers-limit', { ...limits, file: '_headers', left })] : []
  return { text: withBlock(NAME, kept.flat(), current), problems }
}

function pathsBelow({ folder, extensions }: FolderRule, base: string): string[] {
  const below = `${folderUrl(folder, base)}*`
  return extensions?.map((extension) => `${below}.${extension}`) ?? [below]
}

function withoutTaken({ path, headers }: Rule, own: ReadonlyMap<string, ReadonlySet<string>>): Rule {
  return { path, headers: headers.filter(([name]) => !own.get(path)?.has(name.toLowerCase())) }
}

/** Path → names of the headers the author gives it. */
function ownRules(text: string): Map<string, Set<string>> {
  const rules = new Map<string, Set<string>>()
  let names = new Set<string>()
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const name = /^([\w-]+)\s*:(?!\/\/)/.exec(line)?.[1]
    if (name !== undefined) names.add(name.toLowerCase())
    else rules.set(line, (names = rules.get(line) ?? new Set()))
  }
  return rules
}
