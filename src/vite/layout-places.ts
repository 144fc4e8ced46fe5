import { readFile } from 'node:fs/promises'
import { fromSitePath } from '../base/site-path.js'
import { discoverHtml } from '../discover/html.js'
import type { Place } from '../types.js'
import type { Context } from './context.js'

interface LayoutPlaces {
  text: string
  places: ReadonlyMap<string, Place>
}

const known = new WeakMap<Context, LayoutPlaces>()

/**
 * Where a URL around the article of a Markdown page is written: in the layout, else in the page's front matter.
 * Undefined for files that are no such page. `file` is the page's output path.
 */
export async function placesAround(context: Context, file: string): Promise<((url: string) => Place) | undefined> {
  const source = context.pages?.get(file)
  if (source === undefined) return undefined
  const places = await placesIn(context, context.config.pages?.layout ?? '')
  return (url) => places.get(url) ?? { file: source, line: 1, column: 1 }
}

async function placesIn(context: Context, layout: string): Promise<ReadonlyMap<string, Place>> {
  if (layout === '') return new Map()
  const text = await readFile(fromSitePath(context.vite.root, layout), 'utf8')
  const former = known.get(context)
  if (former?.text === text) return former.places
  const { references } = discoverHtml(text, layout, { everything: true })
  const places = new Map(references.map(({ url, place }) => [url, place]))
  known.set(context, { text, places })
  return places
}
