import { digestOf } from '../base/hash.js'
import type { Site } from '../pipeline.js'
import { promisedViewers } from '../publish/decide-ledger.js'
import type { WantedFile } from '../publish/decision.js'
import type { Ledger } from '../publish/ledger.js'
import { viewerStyleFile } from '../wanted/viewer-page-files.js'

/** Something that pages of a viewer load, on this site and on others. */
export interface ViewerFile {
  kind: 'script' | 'sheet' | 'library'
  /** Where it stands in the output. A library's name carries its digest. */
  path: string
  /** Absolute path, and what is in it. */
  file: string
  bytes: Uint8Array
}

/** Where the files of viewers come from. */
export interface ViewersAround {
  site(): Site
  /** A viewer's script, the style sheet of its markup if it has one, and what its script loads later. */
  viewerFiles(viewer: string): Promise<readonly ViewerFile[]>
}

/** Begins the keys of these files among keys of renditions. */
const KEY = 'viewer:'

/**
 * Files of the viewers that pages use, and of those that promised pages or pages of others may use; and the style sheet of
 * all viewer pages.
 */
export async function wantedViewerFiles(used: Iterable<string>, ledger: Ledger, around: ViewersAround): Promise<WantedFile[]> {
  const { config } = around.site().parts
  // The ledger names presets; their viewers are what has files.
  const promised = [...promisedViewers(ledger)].flatMap((name) => config.viewers[name]?.viewer ?? [])
  const viewers = [...new Set([...used, ...promised])].sort()
  if (viewers.length === 0) return []
  const files = await Promise.all(
    viewers.map(async (viewer) => (await around.viewerFiles(viewer)).map((one) => ({ viewer, ...one }))),
  )
  const wanted = files.flat().map(({ viewer, kind, path, bytes }): WantedFile => ({
    path,
    key: `${KEY}${kind}:${viewer}`,
    digest: digestOf(bytes),
    bytes: bytes.byteLength,
    kind: kind === 'library' ? 'immutable' : 'stable',
  }))
  return [...wanted, viewerStyleFile(config)]
}

/**
 * The file that a key stands for; undefined for keys of renditions, and `'former'` when the file is another by now: a former
 * version can only be kept where it is.
 */
export async function viewerFileOf(
  { key, digest }: { key: string; digest: string },
  around: Pick<ViewersAround, 'viewerFiles'>,
): Promise<{ file: string } | 'former' | undefined> {
  if (!key.startsWith(KEY)) return undefined
  const [kind, viewer = ''] = key.slice(KEY.length).split(':')
  const found = (await around.viewerFiles(viewer)).find((one) => one.kind === kind && digestOf(one.bytes) === digest)
  return found ? { file: found.file } : 'former'
}
