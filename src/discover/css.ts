import { extensionOf } from '../base/site-path.js'
import type { Reference } from '../types.js'
import { hostOf, type Discovered, type DiscoverOptions, type Host } from './discovered.js'
import { readUrl } from './local-url.js'
import { NO_WISH } from './query.js'
import { scanCss } from './scan-css.js'

export interface CssOptions extends DiscoverOptions {
  /** `//` comments, as in SCSS, Less and Stylus. Default: by the file's extension. */
  lineComments?: boolean
  /**
   * Where the text stands when it is a part of another document. There, as everywhere in a page, the range of an
   * `address` is the URL's own text, so that an answer needs no CSS around it.
   */
  host?: Host
  /** Default `css`. */
  escape?: 'css' | 'css-in-attribute'
}

/**
 * Finds what a style sheet asks for: URLs with a wish in their query. Others are Vite's, and reported only with
 * `everything`. A plain `url()` has role `css` and its whole token as range, so that it can become `image-set()`;
 * inside an author's `image-set()` the role is `address`, with the url token or the string, quotes included, as range.
 */
export function discoverCss(text: string, file: string, options: CssOptions = {}): Discovered {
  const {
    lineComments = hasLineComments(extensionOf(file)),
    host = hostOf(text, file),
    escape = 'css',
    everything = false,
  } = options
  const references: Reference[] = []
  for (const { url, start, end, outer, inImageSet } of scanCss(text, lineComments)) {
    const read = readUrl(url)
    if (!read || !(read.explicit || everything)) continue
    const urlRange = { start: host.at(start), end: host.at(end) }
    const asks = read.explicit && !read.vite
    references.push({
      role: inImageSet ? 'address' : 'css',
      place: host.place(urlRange.start),
      url: read.url,
      urlRange,
      range: inImageSet && options.host ? urlRange : { start: host.at(outer.start), end: host.at(outer.end) },
      wish: asks ? read.wish : NO_WISH,
      escape,
      explicit: asks,
    })
  }
  return { references, problems: [] }
}

/** True for languages (by file extension or `lang`) in which `//` begins a comment. */
export function hasLineComments(language: string): boolean {
  return /^(?:scss|sass|less|styl|stylus)$/.test(language)
}
