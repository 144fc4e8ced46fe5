import { contentTypeOf } from '../../base/content-type.js'
import { NEGOTIATED } from '../../base/negotiates.js'
import type { Config } from '../../config/types.js'
import { basePath, pathOf } from '../redirects.js'
import { literal } from './literal.js'

export type Headers = readonly (readonly [name: string, value: string])[]

/** Headers of every file below a folder of the output, or of those with certain extensions. */
export interface FolderRule {
  /** No slashes at the ends. */
  folder: string
  extensions?: readonly string[]
  headers: Headers
}

/** Headers of a page, by its path in the output: `about/index.html`. */
export interface PageRule {
  page: string
  /** Value of `Link`. */
  link: string
}

export interface HeaderRules {
  folders: readonly FolderRule[]
  /** Important ones first: where a host takes only so many, the last are left out. */
  pages: readonly PageRule[]
  /** Folder of the stable addresses, which some hosts answer by `Accept`; '' for no rules of that. */
  stableAddresses: string
}

/** What a place is told that has nothing of ours. */
export const NO_HEADERS: HeaderRules = { folders: [], pages: [], stableAddresses: '' }

const FOR_EVER = ['Cache-Control', 'public, max-age=31536000, immutable'] as const
const SHORTLY = ['Cache-Control', 'public, max-age=300, must-revalidate'] as const
const AS_NAMED = ['X-Content-Type-Options', 'nosniff'] as const
/** Others may show what they copied, also on pages that load nothing that does not say so (`Cross-Origin-Embedder-Policy`). */
const FOR_OTHERS = ['Cross-Origin-Resource-Policy', 'cross-origin'] as const
/** Players of streams, pictures in tiles and panoramas read files of other origins; what is published is for everybody. */
const READABLE = ['Access-Control-Allow-Origin', '*'] as const
/** An SVG that is opened by itself is a document of the site's origin. */
const NO_SCRIPTS = ['Content-Security-Policy', "script-src 'none'; sandbox"] as const

/** Files of streams, and of what is said in films, whose types not every server knows. */
const TYPED = ['m3u8', 'mpd', 'vtt'] as const
export const CONTENT_TYPE = 'Content-Type'

/** What every file that we publish is sent with. */
export function folderRulesOf({ addresses, stableAddresses }: Pick<Config, 'addresses' | 'stableAddresses'>): FolderRule[] {
  return [
    { folder: addresses, headers: [FOR_EVER, AS_NAMED] },
    { folder: stableAddresses, headers: [SHORTLY, AS_NAMED, FOR_OTHERS] },
    { folder: addresses, extensions: ['svg'], headers: [NO_SCRIPTS] },
    { folder: stableAddresses, extensions: ['svg'], headers: [NO_SCRIPTS] },
    ...TYPED.map((extension): FolderRule => ({
      folder: addresses,
      extensions: [extension],
      headers: [[CONTENT_TYPE, contentTypeOf(`.${extension}`)]],
    })),
  ]
}

/** What is published at a target with a URL of its own, which pages of another origin name. */
export function targetRulesOf(config: Pick<Config, 'addresses' | 'stableAddresses'>): HeaderRules {
  const { stableAddresses } = config
  const folders = folderRulesOf(config).map((rule) => (rule.extensions ? rule : openToAll(rule)))
  return { folders, pages: [], stableAddresses }
}

function openToAll(rule: FolderRule): FolderRule {
  const headers = rule.headers.filter(([name]) => name !== FOR_OTHERS[0])
  return { ...rule, headers: [...headers, FOR_OTHERS, READABLE] }
}

/** The same rules without types of files, and these by extension: some servers have directives of their own for them. */
export function splitTypes(rules: readonly FolderRule[]): {
  others: FolderRule[]
  types: { extension: string; type: string }[]
} {
  const typesOf = ({ extensions = [], headers }: FolderRule): { extension: string; type: string }[] =>
    headers.filter(([name]) => name === CONTENT_TYPE).flatMap(([, type]) => extensions.map((extension) => ({ extension, type })))
  return { others: rules.filter((rule) => typesOf(rule).length === 0), types: rules.flatMap(typesOf) }
}

/** What caches have to know where a stable address is answered by `Accept`. */
export function varyRules(stableAddresses: string): FolderRule[] {
  if (stableAddresses === '') return []
  return [{ folder: stableAddresses, extensions: [...NEGOTIATED.from, ...NEGOTIATED.to], headers: [['Vary', 'Accept']] }]
}

/** Pages with most visitors first, as far as a path tells. */
export function sortedPages(pages: readonly PageRule[]): PageRule[] {
  const depth = ({ page }: PageRule): number => page.split('/').length
  return pages.toSorted((a, b) => depth(a) - depth(b) || (a.page < b.page ? -1 : 1))
}

/** A regular expression (PCRE and RE2) for the decoded path of every file a rule is about. */
export function folderPattern({ folder, extensions }: Pick<FolderRule, 'folder' | 'extensions'>, base: string): string {
  const below = `^${literal(pathOf(base, folder))}/`
  return extensions ? `${below}.+\\.(?:${extensions.join('|')})$` : below
}

/** The same for a page, in every way that servers let it be asked for: `/about`, `/about/`, `/about/index.html`. */
export function pagePattern(page: string, base: string): string {
  const path = pathOf(base, page)
  if (path.endsWith('/index.html')) return `^${literal(path.slice(0, -'index.html'.length))}(?:index\\.html)?$`
  return path.endsWith('.html') ? `^${literal(path.slice(0, -'.html'.length))}(?:\\.html)?$` : `^${literal(path)}$`
}

/** A folder as it stands in a URL, a slash at both ends. Public folders need no encoding: see `publicFolder`. */
export function folderUrl(folder: string, base: string): string {
  return `${basePath(base)}${folder}/`
}

/** A regular expression (PCRE) for values of `Accept` in which a type is welcome. */
export function acceptPattern(extension: string): string {
  return `image/${extension}(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`
}

/** The types that may be chosen, the better one first. */
export const CHOICES = NEGOTIATED.to

/** A regular expression for the part after the folder of an address that may be answered in another format. Only such names as ours. */
export function negotiatedName(): string {
  return `[\\w.~/-]+\\.(?:${NEGOTIATED.from.join('|')})$`
}
