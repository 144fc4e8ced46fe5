import type { IncomingMessage, ServerResponse } from 'node:http'
import { OUTPUT } from '../base/target-address.js'
import { VIEWER_NAMES } from '../base/viewer-names.js'
import { viewerScriptPath, viewerSheetPath, viewerStylePath } from '../plan/address.js'
import { partWith, renditionsOf } from '../plan/plan-reference.js'
import { VIEWER_PAGE_STYLE } from '../rewrite/viewer-page.js'
import type { PlannedReference } from '../types.js'
import { viewerPageFiles } from '../wanted/viewer-page-files.js'
import { hasViewerSheet, viewerFiles } from '../wiring.js'
import type { Context } from './context.js'
import { baseOf, devAddress } from './dev-address.js'
import { encodePath } from './output-url.js'

/** In dev, the pages of viewers that pages of this session use, and what those pages load, at the addresses they will have. */
export async function answerViewerPage(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const path = url.pathname.slice(1)
  const planned = context.viewerPages.get(path)
  const file = planned ? pageOf(context, planned, path) : await viewerFile(context, path)
  if (file === undefined) return false
  response.setHeader('Content-Type', TYPES[path.slice(path.lastIndexOf('.'))] ?? 'text/plain')
  response.setHeader('Cache-Control', 'no-cache')
  response.end(request.method === 'HEAD' ? undefined : file)
  return true
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

function pageOf(context: Context, planned: PlannedReference, path: string): string | undefined {
  const base = baseOf(context)
  const asPlanned = new Map(renditionsOf(planned).map((rendition) => [rendition.key, rendition]))
  const files = viewerPageFiles(
    { ...planned, target: OUTPUT },
    {
      config: context.config,
      urls: { base, site: undefined, targets: {} },
      // What describes itself is a URL already.
      urlIn: (to) => (to.startsWith('/') ? to : base + encodePath(to)),
      use: (rendition) => devAddress(context, partWith(planned, rendition), asPlanned.get(rendition.key) ?? rendition),
      artifact: () => undefined,
      transcript: () => undefined,
      isPending: () => false,
      hasSheet: hasViewerSheet,
    },
  )
  return files.find((file) => file.path === path)?.text
}

async function viewerFile({ config, vite }: Context, path: string): Promise<string | Uint8Array | undefined> {
  if (path === viewerStylePath(config)) return VIEWER_PAGE_STYLE
  const viewer = VIEWER_NAMES.find((name) => [viewerScriptPath(config, name), viewerSheetPath(config, name)].includes(path))
  const owner = viewer ?? (isLibrary(config, path) ? 'model' : undefined)
  if (owner === undefined) return undefined
  const files = await viewerFiles(owner, { config, root: vite.root })
  return files.find((file) => file.path === path)?.bytes
}

/** What may be the script that the viewer of models loads, whatever its digest. */
function isLibrary(config: Context['config'], path: string): boolean {
  return path.startsWith(`${config.addresses}/model-viewer.`) && path.endsWith('.js')
}
