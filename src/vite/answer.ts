import { addressAt, OUTPUT } from '../base/target-address.js'
import type { RememberedDocument } from '../memo/memo.js'
import type { Bound } from '../pipeline.js'
import { encodedOf, partAt, partsOf, partWith, renditionsOf, scriptsOf } from '../plan/plan-reference.js'
import { publicUrl } from '../publish/public-url.js'
import { addressValue } from '../rewrite/address.js'
import { cssValue } from '../rewrite/css.js'
import { dataOf } from '../rewrite/data.js'
import { escapeFor } from '../rewrite/escape.js'
import { serialize } from '../rewrite/markup-tree.js'
import { filmDataOf, soundDataOf } from '../rewrite/film-data.js'
import { failedMarkup, markupOf } from '../rewrite/picture.js'
import { failedPlayerText, playerText } from '../rewrite/player-tag.js'
import type { View } from '../rewrite/view.js'
import type { FilmData, PlannedReference, Problem, Reference, Rendition, RenditionData, SoundData } from '../types.js'
import type { Context, OpenSite } from './context.js'
import { shownNow } from './dev-film.js'
import { baseOf, devAddress, devErrorAddress, devStableAddress } from './dev-address.js'
import { encodePath, outputUrl, type Host, type OutputUrls } from './output-url.js'
import type { Slot } from './slots.js'

type Shape = Slot['shape']
type Answerable = Exclude<Bound, { kind: 'left' }>

/** A URL that loads nothing, where a lone address could not be answered. */
const NOTHING = 'data:,'

/** The token to write while Vite works; rendering starts beside. */
export function slotFor(context: Context, open: OpenSite, bound: Answerable): string {
  if (bound.kind === 'failed') {
    return context.slots.token({ shape: shapeOf(bound.reference), reference: bound.reference, problem: bound.problem })
  }
  open.site.enqueue(bound.planned)
  return context.slots.token({ shape: shapeOf(bound.planned.reference), planned: bound.planned })
}

/** The final text of a slot inside HTML or CSS. */
export function answerSlot(context: Context, open: OpenSite, slot: Slot, host: Host, hash?: string): string {
  if ('text' in slot) return slot.text
  const { reference, problem } = stateOf(open, slot)
  if (problem) return failedText(slot.shape, reference, problem)
  const { planned } = slot as Extract<Slot, { planned: PlannedReference }>
  const answer = (): string =>
    answerText(
      planned,
      buildView(context, open, planned, (path) => urlText(path, host, urlsOf(context))),
    )
  const isPending = deferPending(open, planned)
  // The same document says something else once its film is there.
  if (!open.memo || hash === undefined || isPending) return answer()
  const { result, wanted } = open.publisher.wanted.record(answer, scriptsOf(planned))
  open.memo.note(hash, `${slot.shape} ${result}`, wanted)
  return result
}

/** Notes the assets whose films this answer does without for now; true where there is one. */
function deferPending(open: OpenSite, planned: PlannedReference): boolean {
  const pending = partsOf(planned).filter((part) => encodedOf(part).some(({ key }) => open.site.isPending(key)))
  for (const part of pending) open.publisher.wanted.defer(part)
  return pending.length > 0
}

/** Takes a document as the last build left it: its slots come back with their answers. Undefined when one is unknown. */
export function recallDocument(context: Context, open: OpenSite, name: string, input: string): RememberedDocument | undefined {
  const document = open.memo?.recall(name, input)
  if (!document) return undefined
  for (const hash of context.slots.hashesIn(document.text)) {
    const answer = open.memo?.answer(hash)
    if (answer === undefined) return undefined
    const space = answer.indexOf(' ')
    context.slots.restore(hash, { shape: answer.slice(0, space) as Shape, text: answer.slice(space + 1) })
  }
  open.site.report(document.problems)
  return document
}

/** The answer inside a JavaScript string literal that some tool put the slot into. */
export function answerInString(context: Context, open: OpenSite, slot: Slot, host: Host, hash?: string): string {
  const text = answerSlot(context, open, slot, { ...host, type: slot.shape === 'markup' ? 'html' : 'css' }, hash)
  return 'planned' in slot && slot.planned.reference.escape === 'js' ? text : escapeFor('js', text)
}

/** The answer as a JavaScript expression: the data object of a `?preset=` import, else a string. */
export function answerExpression(context: Context, open: OpenSite, slot: Slot, host: Host, hash: string): string {
  if ('text' in slot) return slot.shape === 'data' ? slot.text : JSON.stringify(slot.text)
  const { reference, problem } = stateOf(open, slot)
  if (problem) return slot.shape === 'data' ? 'null' : JSON.stringify(failedText(slot.shape, reference, problem))
  // A part of a page; where there is a memo, it is the same in every file.
  if (open.memo && reference.escape !== 'js') return JSON.stringify(answerSlot(context, open, slot, host, hash))
  const { planned } = slot as Extract<Slot, { planned: PlannedReference }>
  const expressions: string[] = []
  const view = buildView(context, open, planned, (path) => {
    const url = outputUrl(path, host, urlsOf(context))
    if ('text' in url) return url.text
    return `${MARK}${expressions.push(url.expression) - 1}${MARK}`
  })
  return JSON.stringify(valueOf(planned, view)).replace(/"(?:[^"\\]|\\.)*"/g, (literal) => withExpressions(literal, expressions))
}

function importData(planned: PlannedReference, view: View): RenditionData | FilmData | SoundData {
  const { kind } = planned.asset.probe
  if (kind === 'audio') return soundDataOf(planned, view)
  return kind === 'video' || planned.film ? filmDataOf(planned, view) : dataOf(planned, view)
}

/** What a script gets: data for an import, the plain address for a `new URL`, else what a page or style sheet would get. */
function valueOf(planned: PlannedReference, view: View): RenditionData | FilmData | SoundData | string {
  if (shapeOf(planned.reference) === 'data') return importData(planned, view)
  return planned.reference.escape === 'js' ? addressValue(planned, view) : answerText(planned, view)
}

/** The answer while serving: written at once, with addresses that describe themselves. */
export async function answerNow(context: Context, open: OpenSite, bound: Answerable): Promise<string> {
  if (bound.kind === 'failed') {
    const { reference, problem } = bound
    return failedText(shapeOf(reference), reference, problem, devErrorAddress(context, reference, problem.code, problem.message))
  }
  const planned = await shownNow(context, open, bound.planned, async (whole) =>
    answerText(whole, await devView(context, open, whole)),
  )
  const view = await devView(context, open, planned)
  return shapeOf(planned.reference) === 'data' ? JSON.stringify(importData(planned, view)) : answerText(planned, view)
}

export function shapeOf(reference: Reference): Shape {
  switch (reference.role) {
    case 'picture':
    case 'source':
    case 'viewer':
    case 'player':
      return 'markup'
    case 'css':
      return 'css'
    case 'import':
      return 'data'
    default:
      return 'address'
  }
}

function stateOf(open: OpenSite, slot: Exclude<Slot, { text: string }>): { reference: Reference; problem: Problem | undefined } {
  if ('problem' in slot) return slot
  const problem = open.site.failure(slot.planned)
  if (problem) {
    open.site.report([problem])
    open.publisher.spare(slot.planned.asset.path)
  }
  return { reference: slot.planned.reference, problem }
}

function answerText(planned: PlannedReference, view: View): string {
  const { reference } = planned
  switch (shapeOf(reference)) {
    case 'markup':
      return reference.role === 'player' ? playerText(planned, view) : serialize(markupOf(planned, view))
    case 'css':
      return cssValue(planned, view, reference.escape === 'css-in-attribute' ? 'css-in-attribute' : 'css')
    default:
      return escapeFor(reference.escape, addressValue(planned, view))
  }
}

function failedText(shape: Shape, reference: Reference, problem: Problem, placeholderUrl?: string): string {
  if (reference.role === 'player') return failedPlayerText(reference, problem)
  if (shape === 'markup') return serialize(failedMarkup(reference, problem, placeholderUrl))
  if (shape === 'data') return 'null'
  return shape === 'css' ? `url("${NOTHING}")` : NOTHING
}

/** Build: addresses are those of the target, and using one makes its file wanted. */
export function buildView(context: Context, open: OpenSite, planned: PlannedReference, write: (path: string) => string): View {
  const { site, publisher } = open
  const { target = OUTPUT } = planned
  // What is published elsewhere has one URL, wherever it is written.
  const at = (path: string): string => (target === OUTPUT ? write(path) : publicUrl(addressAt(target, path), publisher.urls))
  return {
    address: (rendition) => at(publisher.wanted.use(planned, rendition)),
    stableAddress: (path) => at(publisher.wanted.useStable(partAt(planned, path))),
    siteAddress: write,
    artifact: (key) => site.artifact(key),
    placeholder: (key) => site.placeholder(key),
    isPending: (key) => site.isPending(key),
    transcript: (key) => site.transcript(key),
    inlineStyle: context.config.inlineStyle,
    structuredData: context.config.structuredData,
    site: context.config.site,
  }
}

/** Dev: addresses describe themselves, files are not made yet; waited for is what markup needs: a placeholder, what trimming leaves. */
export async function devView(context: Context, open: OpenSite, planned: PlannedReference): Promise<View> {
  const { site } = open
  const trims = planned.preset.operations.some(({ name }) => name === 'trim')
  const holders = partsOf(planned).flatMap((part) =>
    part.placeholder ? [{ ...part, main: part.placeholder }] : part.main.recipe.kind === 'transcript' ? [part] : [],
  )
  if (trims) site.enqueue({ ...planned, tiles: undefined })
  else
    for (const part of holders)
      site.enqueue({ ...part, groups: [], large: undefined, tiles: undefined, members: undefined, poster: undefined })
  if (trims || holders.length > 0) await site.settle()
  if (planned.viewerPage !== undefined) context.viewerPages.set(planned.viewerPage, planned)
  const asPlanned = new Map(renditionsOf(planned).map((rendition) => [rendition.key, rendition]))
  return {
    address: (rendition) => devAddress(context, partWith(planned, rendition), asPlanned.get(rendition.key) ?? rendition),
    stableAddress: (path) => devStableAddress(context, partAt(planned, path)),
    siteAddress: (path) => baseOf(context) + encodePath(path),
    artifact: (key) => (trims ? site.artifact(key) : undefined),
    placeholder: (key) => site.placeholder(key),
    transcript: (key) => site.transcript(key),
    inlineStyle: context.config.inlineStyle,
    site: undefined,
  }
}

/** Addresses are slots, where markup or CSS has to stand before they can be known. */
export function slotAddress(context: Context, planned: PlannedReference, main: Rendition, escape: Reference['escape']): string {
  const { stable, stableChoices } = planned
  const reference: Reference = { ...planned.reference, role: 'address', escape }
  // The stable address shows one of the candidates only.
  return context.slots.token({
    shape: 'address',
    planned: {
      ...planned,
      main,
      reference,
      ...(main.key === planned.main.key ? { stable, stableChoices } : { stable: undefined, stableChoices: undefined }),
    },
  })
}

/** The view of a page that is written at once and without a bundler around it (a remark pipeline of its own). */
export function standaloneView(context: Context, open: OpenSite, planned: PlannedReference): View {
  const host: Host = { path: 'index.html', type: 'html', ssr: false }
  return buildView(context, open, planned, (path) => urlText(path, host, urlsOf(context)))
}

/** True where a script finds its media by an expression, relative to where it runs itself. */
export function decidesAtRunTime(context: Context): boolean {
  const { base, renderBuiltUrl } = urlsOf(context)
  return base === '' || base === './' || renderBuiltUrl !== undefined
}

function urlsOf(context: Context): OutputUrls {
  const { base, experimental } = context.vite
  return { base, renderBuiltUrl: experimental.renderBuiltUrl as OutputUrls['renderBuiltUrl'] }
}

function urlText(path: string, host: Host, urls: OutputUrls): string {
  const url = outputUrl(path, { ...host, type: host.type === 'js' ? 'css' : host.type }, urls)
  return 'text' in url ? url.text : ''
}

/** Stands around the number of an expression inside a string: no character of any text, and no language escapes it. */
const MARK = '\ufdd0'
const MARKED = /\ufdd0(\d+)\ufdd0/

/** `"a ·0· 640w"` → `"a " + new URL(…).href + " 640w"`. */
function withExpressions(literal: string, expressions: readonly string[]): string {
  if (!MARKED.test(literal)) return literal
  const parts = literal.slice(1, -1).split(MARKED)
  return parts.map((part, index) => (index % 2 === 1 ? (expressions[Number(part)] ?? '""') : `"${part}"`)).join(' + ')
}
