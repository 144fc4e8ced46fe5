import { digestOf } from '../base/hash.js'
import type { Site } from '../pipeline.js'
import { viewerScriptPath } from '../plan/address.js'
import { promisedViewers } from '../publish/decide-ledger.js'
import type { WantedFile } from '../publish/decision.js'
import type { Ledger } from '../publish/ledger.js'
import { viewerStyleFile } from '../viewer-page-files.js'

/** Where the files of viewers come from. */
export interface ViewersAround {
  site(): Site
  /** A viewer's script for other sites: absolute path, and its bytes. */
  viewerScript(viewer: string): Promise<{ file: string; bytes: Uint8Array } | undefined>
}

/** Key of a viewer's script among keys of renditions. */
const KEY = 'viewer:'

/** Where a viewer's script for other sites is published, and the absolute path it is taken from; undefined without one. */
export async function viewerFile(
  viewer: string,
  { site, viewerScript }: ViewersAround,
): Promise<(WantedFile & { file: string }) | undefined> {
  const script = await viewerScript(viewer)
  if (!script) return undefined
  const digest = digestOf(script.bytes)
  const path = viewerScriptPath(site().parts.config, viewer)
  return { path, key: KEY + viewer, digest, bytes: script.bytes.byteLength, kind: 'stable', file: script.file }
}

/** Scripts of the viewers that pages use, and of those that promised pages or pages of others may use; and their style sheet. */
export async function wantedViewerFiles(used: Iterable<string>, ledger: Ledger, around: ViewersAround): Promise<WantedFile[]> {
  const viewers = new Set([...used, ...promisedViewers(ledger)])
  if (viewers.size === 0) return []
  const files = await Promise.all([...viewers].sort().map((viewer) => viewerFile(viewer, around)))
  const scripts = files.flatMap((found) => {
    if (!found) return []
    const { file: _, ...wanted } = found
    return [wanted]
  })
  return [...scripts, viewerStyleFile(around.site().parts.config)]
}

/** The viewer whose script a key stands for. */
export function viewerOfKey(key: string): string | undefined {
  return key.startsWith(KEY) ? key.slice(KEY.length) : undefined
}
