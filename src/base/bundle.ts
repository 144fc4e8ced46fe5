import type { Artifact, BundleFile, Recipe } from '../types.js'
import { MASTER, STORYBOARD } from './stream-layout.js'

/** Names that stand in a URL, a line of text and a path of any system as they are. */
const SAFE = /^[\w-][\w.,-]*(?:\/[\w-][\w.,-]*)*$/

/** The file of a bundle by which the others are found; that of tiles is as https://iiif.io/api/image/3.0/#21-image-request-uri-syntax has it. */
const ENTRIES: Readonly<Partial<Record<Recipe['kind'], string>>> = {
  tiles: 'info.json',
  stream: MASTER,
  storyboard: STORYBOARD,
}

/** True for a rendition that is many files: its artifact is a list of them. */
export function isBundle({ kind }: Pick<Recipe, 'kind'>): boolean {
  return ENTRIES[kind] !== undefined
}

/** The file that a page names, below the folder of the bundle; '' for what is no bundle. */
export function bundleEntry({ kind }: Pick<Recipe, 'kind'>): string {
  return ENTRIES[kind] ?? ''
}

/** Folder in which a bundle is made, given the temporary name of its list; it goes as a whole. */
export function bundleWorkshop(temporary: string): string {
  return `${temporary}.files`
}

/** The folder in there that holds the files of the bundle; what is beside it is left behind. */
export function bundleFolder(temporary: string): string {
  return `${bundleWorkshop(temporary)}/files`
}

/** Key of one file of a bundle, by the key of the bundle and the file's path in it. */
export function fileKey(key: string, path: string): string {
  return `${key}/${path}`
}

/** Key of the rendition that a file belongs to: the key itself where it is no file of a bundle. */
export function renditionKeyOf(key: string): string {
  const at = key.indexOf('/')
  return at < 0 ? key : key.slice(0, at)
}

/** A file of a bundle as the cache knows it. It has no size in pixels of its own. */
export function fileArtifact(key: string, { path, digest, bytes }: BundleFile): Artifact {
  return { key: fileKey(key, path), digest, bytes, width: 0, height: 0 }
}

/** The artifact of a bundle: JSON, one line per file (path, digest, bytes), in order of path. */
export function formatBundle(files: readonly BundleFile[]): string {
  const lines = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, digest, bytes }) => JSON.stringify([path, digest, bytes]))
  return `[\n${lines.join(',\n')}\n]\n`
}

/** Reads what `formatBundle` wrote; undefined for anything else, also for a path that would lead elsewhere. */
export function parseBundle(text: string): BundleFile[] | undefined {
  try {
    const rows = JSON.parse(text) as unknown
    if (!Array.isArray(rows)) return undefined
    const files = rows.map(fileOf)
    return files.every((file) => file !== undefined) ? files : undefined
  } catch {
    return undefined
  }
}

function fileOf(row: unknown): BundleFile | undefined {
  if (!Array.isArray(row)) return undefined
  const [path, digest, bytes] = row as unknown[]
  const isFile = typeof path === 'string' && typeof digest === 'string' && typeof bytes === 'number'
  return isFile && SAFE.test(path) && /^[0-9a-f]{64}$/.test(digest) ? { path, digest, bytes } : undefined
}
