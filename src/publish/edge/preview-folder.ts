import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { atomicWrite } from '../../base/atomic-write.js'
import { errorOf, RenditionsError } from '../../errors.js'

/** Stands in every folder that holds a preview, from before its first file on. */
export const PREVIEW_MARKER = '.renditions-preview'

const MARKER_TEXT = `This folder was built with RENDITIONS_PREVIEW=1. It holds what is not published: do not deploy it as the site.\n`

/** For hosts that read `_headers` (Netlify, Cloudflare Pages). */
const HEADERS = '/*\n  X-Robots-Tag: noindex\n'

/**
 * Keeps previews and production builds out of each other's folders, before anything is removed or written there. Throws
 * `preview-folder`. A preview leaves its mark.
 * @param outDir Absolute path.
 * @param name What messages call it.
 */
export async function enterOutput(outDir: string, name: string, preview: boolean): Promise<void> {
  const isMarked = existsSync(join(outDir, PREVIEW_MARKER))
  if (!preview) {
    if (isMarked) throw refused(name, 'holds a preview, which must not become live', 'Delete it, or build into another folder.')
    return
  }
  const isTaken = !isMarked && existsSync(outDir) && readdirSync(outDir).length > 0
  if (isTaken)
    throw refused(name, 'is where the preview goes, but holds something else', 'Move it away, or change "build.outDir".')
  mkdirSync(outDir, { recursive: true })
  if (!isMarked) await atomicWrite(join(outDir, PREVIEW_MARKER), MARKER_TEXT)
}

/** Tells hosts to keep a finished preview from search engines, above what the site itself tells them. */
export async function sealPreview(outDir: string): Promise<void> {
  const file = join(outDir, '_headers')
  const own = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (!own.startsWith(HEADERS)) await atomicWrite(file, `${HEADERS}${own && '\n'}${own}`)
}

function refused(folder: string, reason: string, todo: string): RenditionsError {
  return new RenditionsError(errorOf('preview-folder', { folder, reason, todo }))
}
