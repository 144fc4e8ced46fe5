import type { Markup } from '../base/markup.js'
import type { DirectedGroups, FormatGroup, PlannedReference, Problem, Reference } from '../types.js'
import { layoutSize } from './layout-size.js'
import { attributeOf } from './markup-tree.js'
import { lengthOf, missingSize } from './missing-size.js'
import { ownAttributes } from './own-attributes.js'
import { placeholderAttributes } from './placeholder.js'
import { withRealSizes } from './real-sizes.js'
import { sizesFor } from './sizes.js'
import { srcsetOf } from './srcset.js'
import { structuredData } from './structured-data.js'
import type { View } from './view.js'
import { viewerMarkup } from './viewer.js'
import { worthwhileGroups } from './worthwhile-groups.js'

type Attribute = Markup['attributes'][number]

/** The whole answer for roles `picture`, `source` and `viewer`: the picture, inside its viewer if it has one. */
export function markupOf(planned: PlannedReference, view: View): Markup[] {
  const markup = viewerMarkup(planned, view, (shown) => pictureMarkup(withRealSizes(shown, view), view))
  const isWhole = planned.reference.role !== 'source' && !planned.reference.insidePicture
  const data = view.structuredData && isWhole ? structuredData(planned, view) : undefined
  return data ? [...markup, data] : markup
}

/**
 * A `<picture>` with one `<source>` per modern format that is worth it, and an `<img>` that carries everything the
 * author wrote. Inside an author's `<picture>` the same without the wrapper; for an author's `<source>` one
 * `<source>` per format; for an SVG, or one format only, a plain `<img>`.
 */
export function pictureMarkup(planned: PlannedReference, view: View): Markup[] {
  if (planned.reference.role === 'source') return sourceMarkup(planned, view)
  const image = imageMarkup(planned, view)
  const art = (planned.art ?? []).flatMap((directed) => directedSources(planned, directed, view))
  const modern = worthwhileGroups(planned.groups, view).slice(0, -1)
  const sizes = attributeOf(image.attributes, 'sizes')
  const sources = modern.map((group) => element('source', formatAttributes(group, sizes, view)))
  if (planned.reference.insidePicture) return [...sources, image]
  // The wrapper stays when its sources go, so that a style for `picture` means the same in dev and build.
  const isPicture = planned.groups.length > 1 || art.length > 0
  return isPicture ? [{ tag: 'picture', attributes: [], children: [...art, ...sources, image] }] : [image]
}

/**
 * What stands in a page where a picture could not be made: the author's element and alt text without the picture, or
 * with the address of a picture of the error (dev). Nothing for a `<source>`: the browser goes on to the next.
 */
export function failedMarkup(reference: Reference, problem: Problem, placeholderUrl?: string): Markup[] {
  if (reference.role === 'source') return []
  const own = ownAttributes(reference).filter(([name]) => name !== 'sizes')
  const source: Attribute[] = placeholderUrl === undefined ? [] : [['src', placeholderUrl]]
  return [element('img', [...source, ...own, ['data-rendition-error', problem.code]])]
}

/** What a `<picture>` shows where a media query holds: every format, its size included, because the shape may be another. */
function directedSources(planned: PlannedReference, { media, sizes, groups }: DirectedGroups, view: View): Markup[] {
  const directed: PlannedReference = { ...planned, groups, ...groupSize(groups) }
  const own = attributeOf(planned.reference.attributes ?? [], 'sizes')
  const used = sizes ?? sizesFor(directed, { own, lazy: false })
  const { width, height } = layoutSize(directed)
  return worthwhileGroups(groups, view).map((group) =>
    element('source', [
      ['media', media],
      ...formatAttributes(group, used, view),
      ['width', String(width)],
      ['height', String(height)],
    ]),
  )
}

function groupSize(groups: readonly FormatGroup[]): { width: number; height: number } {
  const { width = 0, height = 0 } = groups.at(-1)?.candidates.at(-1)?.rendition.recipe ?? {}
  return { width, height }
}

function sourceMarkup(planned: PlannedReference, view: View): Markup[] {
  const own = ownAttributes(planned.reference).filter(([name]) => name !== 'type' && name !== 'sizes')
  const given = attributeOf(planned.reference.attributes ?? [], 'sizes')
  const size = missingSize(layoutSize(planned), own)
  if (planned.groups.length === 0)
    return [element('source', [['srcset', view.address(planned.main)], ...own, ...size, ...previewMark(planned)])]
  // Whether the <img> that follows is lazy is not known here, so `auto` may not be used.
  const sizes = sizesFor(planned, { own: given, lazy: false })
  const groups = worthwhileGroups(planned.groups, view)
  return groups.map((group, index) => {
    const unique = index === 0 ? own : own.filter(([name]) => name !== 'id')
    return element('source', [...formatAttributes(group, sizes, view), ...unique, ...size, ...previewMark(planned)])
  })
}

function imageMarkup(planned: PlannedReference, view: View): Markup {
  const own = ownAttributes(planned.reference)
  const texts = missing(own, [
    ['alt', planned.sidecar.alt],
    ['title', planned.sidecar.title],
  ])
  const fallback = planned.groups.at(-1)
  const source: Attribute[] = [['src', view.address(planned.main)]]
  if (!fallback)
    return element('img', [...source, ...own, ...texts, ...missingSize(layoutSize(planned), own), ...previewMark(planned)])

  const policy = loadingPolicy(planned, own)
  const width = lengthOf(attributeOf(own, 'width'))
  const sizes = sizesFor(planned, {
    own: attributeOf(own, 'sizes'),
    lazy: policy.loading === 'lazy',
    ...(width !== undefined && { width }),
  })
  const several = fallback.candidates.length > 1
  const placeholder = placeholderAttributes(planned, view, own)
  const replaced = new Set(['sizes', ...placeholder.map(([name]) => name)])
  return element('img', [
    ...source,
    ...present([
      ['srcset', several ? srcsetOf(fallback.candidates, view) : undefined],
      ['sizes', several ? sizes : undefined],
    ]),
    ...own.filter(([name]) => !replaced.has(name)),
    ...texts,
    ...missingSize(layoutSize(planned), own),
    ...missing(own, Object.entries(policy)),
    ...placeholder,
    ...previewMark(planned),
  ])
}

/** What makes a picture that is not published stand out in a preview. */
function previewMark({ preview }: PlannedReference): Attribute[] {
  return present([['data-renditions-preview', preview]])
}

/** What is most useful for the page unless the author says otherwise; a picture of high priority must not wait for layout. */
function loadingPolicy(
  planned: PlannedReference,
  own: readonly Attribute[],
): { loading: string; decoding: string; fetchpriority: string | undefined } {
  const { preset } = planned
  const isUrgent = preset.priority || attributeOf(own, 'fetchpriority')?.toLowerCase() === 'high'
  const loading = attributeOf(own, 'loading')?.toLowerCase() ?? (isUrgent ? 'eager' : preset.loading)
  return { loading, decoding: preset.decoding, fetchpriority: preset.priority && loading !== 'lazy' ? 'high' : undefined }
}

function formatAttributes(group: FormatGroup, sizes: string | undefined, view: View): Attribute[] {
  const usesWidths = group.candidates.some(({ descriptor }) => descriptor.endsWith('w'))
  return present([
    ['type', group.type],
    ['srcset', srcsetOf(group.candidates, view)],
    ['sizes', usesWidths ? sizes : undefined],
  ])
}

function missing(own: readonly Attribute[], wanted: readonly [string, string | undefined][]): Attribute[] {
  return present(wanted.filter(([name]) => attributeOf(own, name) === undefined))
}

function present(attributes: readonly [string, string | undefined][]): Attribute[] {
  return attributes.filter((attribute): attribute is [string, string] => attribute[1] !== undefined)
}

function element(tag: string, attributes: readonly Attribute[]): Markup {
  return { tag, attributes, children: [] }
}
