import { rootUrlOf } from '../base/site-path.js'
import picomatch from 'picomatch'
import type { Config } from '../config/types.js'
import { errorOf } from '../errors.js'
import type { Problem } from '../types.js'

type Pages = Pick<NonNullable<Config['pages']>, 'include' | 'base'>

/**
 * Where a Markdown file becomes a page: path of the HTML file below the output folder, no leading slash. That is
 * `pages.base`, then the file's path below the fixed part of the first glob that wants it, with `.html` in place of its
 * extension: `content/blog/a.md`, wanted by a glob that starts with `content/`, is `blog/a.html`.
 */
export function pagePathOf(file: string, pages: Pages): string {
  const glob = pages.include.find((candidate) => !candidate.startsWith('!') && picomatch.isMatch(file, candidate))
  const fixed = glob === undefined ? '' : fixedFolderOf(glob, file)
  const below = file.startsWith(fixed) ? file.slice(fixed.length) : file
  const folder = pages.base.replace(/^\/+|\/+$/g, '')
  return [folder, below.replace(/\.[^./]+$/, '.html')].filter(Boolean).join('/')
}

/**
 * Public paths below Vite's `base` that show a page, percent-encoded, each with a leading slash, the one to write
 * first: `/blog/a.html` and `/blog/a`; `/blog/` and `/blog/index.html`.
 */
export function pageUrlsOf(path: string): string[] {
  const url = rootUrlOf(path)
  const short = url.replace(/\.html$/, '')
  return short.endsWith('/index') ? [short.slice(0, -'index'.length), url] : [url, short]
}

/**
 * The pages of all Markdown files: site path → output path. Two files that would become one page (also where only letter case or Unicode form differ,
 * which some systems do not tell apart), or a page that the site has as HTML already (`taken`, output paths), are
 * errors; the first in order keeps the path.
 */
export function pagePathsOf(
  files: readonly string[],
  pages: Pages,
  taken: Iterable<string> = [],
): { paths: Map<string, string>; problems: Problem[] } {
  const owners = new Map([...taken].map((path) => [collisionKey(path), path]))
  const paths = new Map<string, string>()
  const problems: Problem[] = []
  for (const file of files) {
    const path = pagePathOf(file, pages)
    const key = collisionKey(path)
    const owner = owners.get(key)
    if (owner !== undefined) {
      problems.push(errorOf('page-collision', { page: path, files: [owner, file] }, { file, line: 1, column: 1 }))
      continue
    }
    owners.set(key, file)
    paths.set(file, path)
  }
  return { paths, problems }
}

/** The part of a glob before its first wildcard; the folder of a file that is named outright. */
function fixedFolderOf(glob: string, file: string): string {
  const base = picomatch.scan(glob).base.replace(/^\.\//, '').replace(/\/$/, '')
  return base === file ? file.slice(0, file.lastIndexOf('/') + 1) : base && `${base}/`
}

function collisionKey(path: string): string {
  return path.normalize('NFC').toLowerCase()
}
