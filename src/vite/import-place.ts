import { readFile } from 'node:fs/promises'
import { fromSitePath } from '../base/site-path.js'
import { discoverScript } from '../discover/script.js'
import type { Place } from '../types.js'
import type { Context } from './context.js'

/** Where the import is written: the first one in the importer that ends in the same file name and query. */
export async function placeOfImport(context: Context, importer: string | undefined, id: string, file: string): Promise<Place> {
  const fallback = { file, line: 1, column: 1 }
  if (importer === undefined || file === '') return fallback
  try {
    const text = await readFile(fromSitePath(context.vite.root, file), 'utf8')
    const name = decodeURI(id.slice(id.lastIndexOf('/') + 1))
    const match = discoverScript(text, file).references.find((reference) => reference.url.endsWith(name))
    return match?.place ?? fallback
  } catch {
    return fallback
  }
}
