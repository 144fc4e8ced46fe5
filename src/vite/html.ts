import type { IndexHtmlTransformContext, Plugin } from 'vite'
import { discoverHtml } from '../discover/html.js'
import { applyEdits, type Edit } from '../rewrite/apply-edits.js'
import type { Reference } from '../types.js'
import { answerNow, answerSlot, slotFor } from './answer.js'
import { isServing, sitePathOf, type Context } from './context.js'
import { viewerTags } from './viewers.js'

/** First half, before Vite reads a page: references become slots (build) or their answer (serve). */
export function htmlPlugin(context: Context): Plugin {
  return {
    name: 'renditions:html',
    enforce: 'pre',
    transformIndexHtml: {
      order: 'pre',
      async handler(html, page) {
        const { text, viewers } = await rewriteHtml(context, html, pageFile(context, page))
        return { html: text, tags: viewerTags(viewers) }
      },
    },
  }
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
        return context.slots.fill(html, (slot) => answerSlot(context, open, slot, host))
      },
    },
  }
}

/** Rewrites every reference of a page or fragment; says which viewers it uses. */
export async function rewriteHtml(context: Context, html: string, file: string): Promise<{ text: string; viewers: Set<string> }> {
  const { site } = await context.open()
  const { references, problems } = discoverHtml(html, file)
  site.report(problems)
  const viewers = viewersOfSlots(context, html)
  const edits = await Promise.all(references.map((reference) => editFor(context, reference, viewers)))
  return { text: applyEdits(html, edits.filter((edit) => edit !== undefined)).text, viewers }
}

async function editFor(context: Context, reference: Reference, viewers: Set<string>): Promise<Edit | undefined> {
  const open = await context.open()
  const bound = await open.site.bind(reference)
  if (bound.kind === 'left') return undefined
  if (bound.kind === 'planned') {
    if (bound.planned.viewer) viewers.add(bound.planned.viewer)
    noteDocument(context, bound.planned.asset.path, reference.place.file)
  }
  const text = isServing(context) ? await answerNow(context, open, bound) : slotFor(context, open, bound)
  return { ...reference.range, text }
}

/** A page of Markdown comes with slots already in it; their viewers count too. */
function viewersOfSlots(context: Context, html: string): Set<string> {
  const viewers = new Set<string>()
  context.slots.fill(html, (slot) => {
    if ('planned' in slot && slot.planned.viewer) viewers.add(slot.planned.viewer)
    return ''
  })
  return viewers
}

/** Remembers which documents show an asset, so that its change reaches them. */
export function noteDocument(context: Context, asset: string, document: string): void {
  const documents = context.documentsOf.get(asset) ?? new Set()
  context.documentsOf.set(asset, documents.add(document))
}

function pageFile(context: Context, page: IndexHtmlTransformContext): string {
  return sitePathOf(context, page.filename) ?? page.path.slice(1)
}
