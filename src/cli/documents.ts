import { readdirSync, type Dirent } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { mapLimited } from '../base/concurrency.js'
import { byCodeUnit } from '../base/by-code-unit.js'
import { extensionOf, fromSitePath } from '../base/site-path.js'
import type { Config } from '../config/types.js'
import type { Discovered, DiscoverOptions } from '../discover/discovered.js'
import type { Problem, Reference } from '../types.js'

/** A file of the author's that may name assets. */
export interface Document {
  /** Site path. */
  path: string
  /** As it is, byte order mark and line ends included. */
  text: string
  /** Every local path to media in it, whoever answers it; in sidecars and sets patterns, too. */
  references: readonly Reference[]
  /** Where those `references` begin that a build answers, or complains about. */
  answered: ReadonlySet<number>
  problems: readonly Problem[]
}

type Discover = (text: string, file: string, options: DiscoverOptions) => Discovered

const html = async (): Promise<Discover> => (await import('../discover/html.js')).discoverHtml
const markdown = async (): Promise<Discover> => (await import('../discover/markdown.js')).discoverMarkdown
const css = async (): Promise<Discover> => (await import('../discover/css.js')).discoverCss
const script = async (): Promise<Discover> => {
  const { discoverScript } = await import('../discover/script.js')
  return (text, file) => discoverScript(text, file)
}
const mediaYaml = async (): Promise<Discover> => {
  const { discoverMediaYaml } = await import('../discover/media-yaml.js')
  return (text, file, { everything }) => (everything === true ? discoverMediaYaml(text, file) : { references: [], problems: [] })
}
const component = async (): Promise<Discover> => {
  const { discoverComponent } = await import('../discover/component.js')
  return (text, file) => discoverComponent(text, file)
}

/** Which reader knows the language of a file extension; sidecars and sets are told apart by more than that. */
const READERS: Readonly<Record<string, () => Promise<Discover>>> = {
  ...Object.fromEntries(['html', 'htm'].map((extension) => [extension, html])),
  ...Object.fromEntries(['md', 'mdx', 'markdown'].map((extension) => [extension, markdown])),
  ...Object.fromEntries(
    ['css', 'scss', 'sass', 'less', 'styl', 'stylus', 'pcss', 'postcss'].map((extension) => [extension, css]),
  ),
  ...Object.fromEntries(['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'jsx', 'tsx'].map((extension) => [extension, script])),
  ...Object.fromEntries(['vue', 'svelte', 'astro'].map((extension) => [extension, component])),
}

/** Sidecars and sets are told by the end of their names; other YAML is anybody's. */
const MEDIA_YAML = /(?:^|\/)(?:_media|[^/]+\.(?:media|set))\.ya?ml$/i

/** Vite's own copy of its config, which is about to go (https://vite.dev/config/). */
const VITE_COPY = /\.timestamp-\d+-[\da-f]+\.mjs$/

const AT_ONCE = 16

/** Site paths of all documents, sorted; links are not followed, and names that begin with a dot are left out. */
export async function listDocuments(root: string, config: Pick<Config, 'ignore'>): Promise<string[]> {
  const { default: picomatch } = await import('picomatch')
  const isIgnored = picomatch([...config.ignore], { dot: true })
  const found: string[] = []
  const open = ['']
  // A walk of our own: most of what lies in a site is media, which costs no more than a look at its extension here.
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of entriesOf(root, folder)) {
      if (entry.name.startsWith('.')) continue
      const isFolder = entry.isDirectory()
      if (!isFolder && !(entry.isFile() && readerOf(entry.name))) continue
      if (VITE_COPY.test(entry.name)) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isIgnored(path)) continue
      if (isFolder) open.push(path)
      else found.push(path)
    }
  }
  return found.sort(byCodeUnit)
}

/** The same, for fast-glob. */
export const MEDIA_YAML_GLOBS: readonly string[] = ['**/*.media.{yaml,yml}', '**/_media.{yaml,yml}', '**/*.set.{yaml,yml}']

/** True for sets, by the end of the name. */
export function isSet(path: string): boolean {
  return /\.set\.ya?ml$/i.test(path)
}

/** True for sidecars and sets, by the end of the name. */
export function isMediaYaml(path: string): boolean {
  return MEDIA_YAML.test(path)
}

function readerOf(path: string): (() => Promise<Discover>) | undefined {
  return READERS[extensionOf(path)] ?? (MEDIA_YAML.test(path) ? mediaYaml : undefined)
}

/** What stands in a folder; nothing when it cannot be read, or is gone by now. */
function entriesOf(root: string, folder: string): Dirent[] {
  try {
    return readdirSync(fromSitePath(root, folder), { withFileTypes: true })
  } catch {
    return []
  }
}

/** Reads all documents of a site, a few at a time. One that is not UTF-8 text is named in `unreadable` and left alone. */
export async function readDocuments(
  root: string,
  config: Pick<Config, 'ignore'>,
): Promise<{ documents: Document[]; unreadable: string[] }> {
  const paths = await listDocuments(root, config)
  const unreadable: string[] = []
  const read = await mapLimited(paths, AT_ONCE, async (path) => {
    try {
      const document = await readDocument(root, path)
      if (!document) unreadable.push(path)
      return document
    } catch (error) {
      // Gone since it was listed.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  })
  return { documents: read.filter((document) => document !== undefined), unreadable: unreadable.sort(byCodeUnit) }
}

/** Reads one document; undefined when it is not UTF-8 text, because writing it back would damage it. */
export async function readDocument(root: string, path: string): Promise<Document | undefined> {
  const text = await readText(fromSitePath(root, path))
  return text === undefined ? undefined : discoverDocument(path, text)
}

/** What a document's text names, by the reader of its file extension; undefined when there is none for it. */
export async function discoverDocument(path: string, text: string): Promise<Document | undefined> {
  const discover = await readerOf(path)?.()
  if (!discover) return undefined
  const { references, problems } = discover(text, path, { everything: true })
  let answered: ReadonlySet<number> | undefined
  return {
    path,
    text,
    references,
    problems,
    // A second reading, which few commands need.
    get answered() {
      const own = (): number[] => discover(text, path, { everything: false }).references.map(({ urlRange }) => urlRange.start)
      return (answered ??= new Set(own()))
    },
  }
}

/** A file's text as it is, byte order mark included; undefined when it is not UTF-8 or no file. */
export async function readText(file: string): Promise<string | undefined> {
  if (!(await stat(file)).isFile()) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file))
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
