import type { IndexHtmlTransformContext, Plugin } from 'vite'
import { partsOf, viewersOf } from '../plan/plan-reference.js'
import { discoverHtml } from '../discover/html.js'
import { applyEdits, type Edit } from '../rewrite/apply-edits.js'
import type { Bound, PageWish } from '../pipeline.js'
import type { Place, PlannedReference, Problem, Reference } from '../types.js'
import { answerNow, answerSlot, recallDocument, slotFor } from './answer.js'
import { isServing, sitePathOf, type Context, type OpenSite } from './context.js'
import { isDevAnswer } from './dev-answer.js'
import { placesAround } from './layout-places.js'
import { ENCODING } from './film-client.js'
import { filmClientTag, viewerTags } from './viewers.js'
import { withheldAmong } from './withheld.js'

/** First half, before Vite reads a page: references become slots (build) or their answer (serve). */
export function htmlPlugin(context: Context): Plugin {
  return {
    name: 'renditions:html',
    // Its hook is of order `pre`, and this makes it the last of those: what other plugins put into a page counts, too.
    enforce: 'post',
    transformIndexHtml: {
      order: 'pre',
      async handler(html, page) {
        const { text, viewers } = await rewritePage(context, withEnv(context, html), pageFile(context, page))
        const waits = isServing(context) && text.includes(ENCODING)
        return { html: text, tags: [...viewerTags(viewers, context.config), ...(waits ? [filmClientTag()] : [])] }
      },
    },
  }
}

/** `%VITE_NAME%` in a page, as Vite would put it in a little later: a path to media may be made of it. */
function withEnv(context: Context, html: string): string {
  const { env } = context.vite
  return html.replace(/%(\S+?)%/g, (text, name: string) => (Object.hasOwn(env, name) ? String(env[name]) : text))
}

/** Second half, after bundling: everything is rendered, so slots become final markup. */
export function htmlFillPlugin(context: Context): Plugin {
  return {
    name: 'renditions:html-fill',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      async handler(html, page) {
        const open = await context.open()
        await open.site.settle()
        const host = { path: page.path.slice(1), type: 'html', ssr: false } as const
        return context.slots.fill(html, (slot, hash) => answerSlot(context, open, slot, host, hash))
      },
    },
  }
}

/** `rewriteHtml` for a whole page, or what it gave in the last build. */
async function rewritePage(context: Context, html: string, file: string): Promise<{ text: string; viewers: Iterable<string> }> {
  const open = await context.open()
  const known = recallDocument(context, open, `page ${file}`, html)
  if (known) return known
  const { text, viewers } = await rewriteHtml(context, html, file, { placeOf: await placesAround(context, file) })
  const files = [file, context.pages?.get(file), context.config.pages?.layout]
  open.memo?.remember(`page ${file}`, html, { text, viewers: [...viewers], problems: problemsOf(open, files) })
  return { text, viewers }
}

/** Findings of a document that do not stop it; with an error it is not remembered, because its slots have no answers. */
export function problemsOf(open: OpenSite, files: readonly (string | undefined)[]): Problem[] {
  return open.site.problems().filter((problem) => problem.place && files.includes(problem.place.file))
}

/** What is known of a fragment besides its text. */
export interface FragmentSetting {
  /** It is no whole page. */
  isFragment?: boolean
  /** It stands inside a link of the author, where a second one is not allowed. */
  insideLink?: boolean
  page?: PageWish
  /** Where it begins in its file. */
  from?: Place
  /** Where a URL stands in the file the fragment was made from. */
  placeOf?(url: string): Place | undefined
}

/** Rewrites every reference of a page or fragment; says which viewers it uses. */
export async function rewriteHtml(
  context: Context,
  html: string,
  file: string,
  inside: FragmentSetting = {},
): Promise<{ text: string; viewers: Set<string> }> {
  const { site } = await context.open()
  const { references, problems } = discoverHtml(html, file, { fragment: inside.isFragment ?? false })
  site.report(problems.map((problem) => ({ ...problem, place: problem.place && placeWithin(problem.place, inside.from) })))
  const viewers = viewersOfSlots(context, html)
  for (const viewer of context.viewersOfPages.get(context.pages?.get(file) ?? '') ?? []) viewers.add(viewer)
  const open = references.filter((reference) => !isDevAnswer(context, reference.url))
  const placed = open.map((reference) => ({
    ...reference,
    place: inside.placeOf?.(reference.url) ?? placeWithin(reference.place, inside.from),
    ...(inside.insideLink && { insideLink: true }),
  }))
  const edits = await Promise.all(placed.map((reference) => editFor(context, reference, viewers, inside.page)))
  edits.push(...(await withheldStyles(context, html, file, inside)))
  return {
    text: applyEdits(
      html,
      edits.filter((edit) => edit !== undefined),
    ).text,
    viewers,
  }
}

/** Styles in a page are Vite's when they ask nothing of us, but what may not be shown is refused here, where its place is known. */
async function withheldStyles(context: Context, html: string, file: string, inside: FragmentSetting): Promise<Edit[]> {
  if (isServing(context) || !/url\(|image-set\(/i.test(html)) return []
  const { references } = discoverHtml(html, file, { fragment: inside.isFragment ?? false, everything: true })
  const styles = references.filter(({ escape, explicit }) => escape.startsWith('css') && !explicit)
  const placed = styles.map((reference) => ({ ...reference, place: placeWithin(reference.place, inside.from) }))
  const withheld = await withheldAmong(context, placed)
  return Promise.all(
    withheld.map(async ({ reference, problem }) => ({
      ...reference.range,
      text: await textFor(context, await context.open(), { kind: 'failed', reference, problem }),
    })),
  )
}

/** The place of something in a fragment that begins at `from` in its file. */
function placeWithin(place: Place, from: Place | undefined): Place {
  if (!from) return place
  return {
    file: place.file,
    line: place.line + from.line - 1,
    column: place.line === 1 ? place.column + from.column - 1 : place.column,
  }
}

async function editFor(context: Context, reference: Reference, viewers: Set<string>, page?: PageWish): Promise<Edit | undefined> {
  const open = await context.open()
  const bound = await open.site.bind(reference, page)
  if (bound.kind === 'left') return bound.preview && markEdit(reference, bound.preview)
  if (bound.kind === 'planned') {
    for (const viewer of viewersOf(bound.planned)) viewers.add(viewer)
    noteDocument(context, bound.planned, reference.place.file)
  }
  return { ...reference.range, text: await textFor(context, open, bound) }
}

/** In a preview, a picture that Vite answers says what it is, too. */
function markEdit({ role, range }: Reference, state: string): Edit | undefined {
  const end = range.start + '<img'.length
  return role === 'picture' ? { start: end, end, text: ` data-renditions-preview="${state}"` } : undefined
}

async function textFor(context: Context, open: OpenSite, bound: Exclude<Bound, { kind: 'left' }>): Promise<string> {
  if (isServing(context)) return answerNow(context, open, bound)
  const slot = slotFor(context, open, bound)
  if (!context.standalone) return slot
  await open.site.settle()
  return context.slots.fill(slot, (filled) => answerSlot(context, open, filled, { path: 'index.html', type: 'html', ssr: false }))
}

/** A page of Markdown comes with slots already in it; their viewers count too. */
function viewersOfSlots(context: Context, html: string): Set<string> {
  const viewers = new Set<string>()
  context.slots.fill(html, (slot) => {
    if ('planned' in slot) for (const viewer of viewersOf(slot.planned)) viewers.add(viewer)
    return ''
  })
  return viewers
}

/** Remembers which documents show an asset, or one that stands in for it, so that its change reaches them. */
export function noteDocument(context: Context, planned: PlannedReference, document: string): void {
  for (const path of partsOf(planned).flatMap(({ asset, standsInFor }) => [asset.path, standsInFor])) {
    if (path === undefined) continue
    const documents = context.documentsOf.get(path) ?? new Set()
    context.documentsOf.set(path, documents.add(document))
  }
}

function pageFile(context: Context, page: IndexHtmlTransformContext): string {
  return sitePathOf(context, page.filename) ?? page.path.slice(1)
}
