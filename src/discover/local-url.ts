import { externalFilm } from '../base/external-film.js'
import { isMediaPath } from './media-extensions.js'
import { splitUrl } from './query.js'

/**
 * The URL as the WHATWG URL parser reads it when it can only mean a file of this site, else undefined: spaces and
 * control characters at the ends and tabs and line breaks anywhere are dropped
 * (https://url.spec.whatwg.org/#concept-basic-url-parser); a scheme, or two slashes of either kind at the start, lead
 * elsewhere (`https:h`, `//h`, `\\h`, `/\h`); a lone fragment or query leads nowhere.
 */
export function localUrl(url: string): string | undefined {
  const clean = url.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '').replace(/[\t\n\r]/g, '')
  if (clean === '' || /^[a-z][a-z0-9+.-]*:/i.test(clean) || /^[/\\]{2}/.test(clean) || /^[#?]/.test(clean)) return undefined
  return clean
}

/**
 * Text that a template engine or a framework fills in later: no static reader can know the file. Of `%NAME%` only what
 * Vite replaces (https://vite.dev/guide/env-and-mode#html-constant-replacement), because `%C3%BC` is percent-encoding.
 */
export function isComputed(url: string): boolean {
  return /\{\{|\{%|<%|\$\{|#\{|@\{|%(?:[A-Z]+_[A-Z0-9_]*|MODE|DEV|PROD|SSR)%/.test(url)
}

/** What a URL in a document means to us; undefined when it is none of our business. */
export interface LocalUrl extends ReturnType<typeof splitUrl> {
  /** The URL without what its parser drops. */
  url: string
}

/**
 * Reads a URL found in a document. Undefined for what is not local, is filled in later, or neither asks for something
 * of ours nor looks like media. With `asked` the element asks by its attributes, so any extension will do.
 */
export function readUrl(text: string, asked = false): LocalUrl | undefined {
  const url = localUrl(text)
  if (url === undefined || isComputed(url)) return undefined
  const split = splitUrl(url)
  return split.explicit || asked || isMediaPath(decoded(split.path)) ? { ...split, url } : undefined
}

/** The address of a film at another site whose player may stand in a page. */
export function readExternal(text: string): LocalUrl | undefined {
  return externalFilm(text) && { ...splitUrl(''), url: text.trim() }
}

/** An extension may be percent-encoded, too. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
