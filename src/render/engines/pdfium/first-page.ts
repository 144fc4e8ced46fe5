import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { PDFiumLibrary, PDFiumPage } from '@hyzyla/pdfium'
import { errorOf, RenditionsError } from '../../../errors.js'
import type { Digest } from '../../../types.js'

/** Pixels of the longer side of the picture a page is drawn to, from which all its sizes are made. */
const LONGEST = 2048

/** The picture of a page: pixels from the top, 4 bytes each (red, green, blue, alpha), on white. */
export interface DrawnPage {
  data: Uint8Array
  width: number
  height: number
}

/** Why there is no picture of a page: the package is missing, or the file cannot be opened. In words, as a clause. */
export interface Undrawn {
  reason: string
}

/** Size in pixels that the first page is drawn to. `missing`: what draws pages is not installed, so that nothing is known. */
export async function firstPageSize(file: string): Promise<{ width: number; height: number } | Undrawn | 'missing'> {
  const library = await load()
  if (!library) return 'missing'
  return withFirstPage(library, await readFile(file), (page) => Promise.resolve(sizeOf(page)))
}

/** Draws the first page. Rejects with `RenditionsError` when the file is not the one of the digest, or cannot be opened. */
export async function drawFirstPage(path: string, file: string, digest: Digest): Promise<DrawnPage> {
  const library = await load()
  const bytes = await readFile(file)
  if (createHash('sha256').update(bytes).digest('hex') !== digest) throw new RenditionsError(errorOf('asset-changed', { path }))
  const drawn =
    library &&
    (await withFirstPage(library, bytes, async (page) => ({ ...(await page.render({ ...sizeOf(page), render: 'bitmap' })) })))
  if (!drawn)
    throw new RenditionsError(errorOf('package-missing', { package: '@hyzyla/pdfium', wantedBy: `the first page of "${path}"` }))
  if ('reason' in drawn) throw new RenditionsError(errorOf('asset-damaged', { path, reason: drawn.reason }))
  return drawn
}

/** The package, when it is installed; loaded when the first document is looked at, since that takes 0.3 s and 50 MB. */
async function load(): Promise<PDFiumLibrary | undefined> {
  loaded ??= import('@hyzyla/pdfium').then(
    ({ PDFiumLibrary: library }) => library.init(),
    () => undefined,
  )
  return loaded
}
let loaded: Promise<PDFiumLibrary | undefined> | undefined

async function withFirstPage<T extends object>(
  library: PDFiumLibrary,
  bytes: Uint8Array,
  use: (page: PDFiumPage) => Promise<T>,
): Promise<T | Undrawn> {
  try {
    const document = await library.loadDocument(bytes)
    try {
      return document.getPageCount() > 0 ? await use(document.getPage(0)) : { reason: 'it has no pages' }
    } finally {
      document.destroy()
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { reason: /password/i.test(message) ? 'it is locked with a password' : 'it is damaged' }
  }
}

function sizeOf(page: PDFiumPage): { width: number; height: number } {
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const scale = LONGEST / Math.max(originalWidth, originalHeight, 1)
  return { width: Math.max(1, Math.round(originalWidth * scale)), height: Math.max(1, Math.round(originalHeight * scale)) }
}
