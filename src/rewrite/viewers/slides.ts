import type { Markup, MarkupNode } from '../../base/markup.js'
import type { PlannedReference } from '../../types.js'
import { layoutSize } from '../layout-size.js'
import { attributeOf } from '../markup-tree.js'
import type { View } from '../view.js'
import { withHotspots } from './hotspots.js'
import { altOf, largeLink, largeOf, titleOf } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Attribute, type Shown } from './shown.js'
import { thumbnailMarkup } from './thumbnail.js'

/** One slide of a set. */
export interface Slide {
  /** The picture with whatever is around it, or the markup of a viewer. */
  content: Markup[]
  /** Of its width to its height; undefined where that is not known. */
  ratio: number | undefined
  /** `viewer` lays itself out; the size of a `picture` can be told by the style. */
  kind: 'picture' | 'viewer'
  caption: string
}

/** Names of viewers the slides of which have the same form; `<rendition-…>`. */
type SlideViewer = 'carousel' | 'gallery' | 'mixed'

/** A slide whose picture leads to its large form, in the lightbox where the page has the zoom viewer. */
export function enlargedSlide(member: PlannedReference, { view, picture }: Shown): Slide {
  const content = picture(member)
  const link = element('rendition-zoom', [], [largeLink(member, view, content)])
  return { content: withHotspots(member, [link]), ratio: ratioOf(content), kind: 'picture', caption: titleOf(member) }
}

/** The element with its options around the list of slides and, below or beside them, what chooses one. */
export function slidesMarkup(
  name: SlideViewer,
  planned: PlannedReference,
  slides: readonly Slide[],
  after: Markup[] = [],
): Markup[] {
  const label = altOf(planned) || titleOf(planned)
  const list = element(
    'ul',
    [
      ['data-slides', true],
      // Safari takes a list without bullets for none.
      ['role', 'list'],
      ...(slides.some(({ content }) => find(content, 'rendition-zoom')) ? [['data-zoom-group', true] as const] : []),
      ...(label === '' ? [] : [['aria-label', label] as const]),
      // What scrolls has to be in reach of the keyboard.
      ...(slides.every(({ content }) => find(content, 'a')) ? [] : [['tabindex', '0'] as const]),
    ],
    slides.map((slide, at) => slideMarkup(slide, at, slides[0]?.ratio)),
  )
  return [element(`rendition-${name}`, optionAttributes(planned), [list, ...after])]
}

/**
 * Small pictures that choose a slide. They do so with a script only, so without one they lead to the large pictures, and
 * are not told to screen readers, for which they would repeat the slides.
 */
export function thumbnailsMarkup({ planned, view }: Shown): Markup[] {
  const members = planned.members ?? []
  if (planned.viewer?.options['thumbnails'] === 'none' || members.length < 2) return []
  const thumbnails = members.map((member) => thumbnailLink(member, view))
  return [
    element(
      'div',
      [
        ['data-thumbnails', true],
        ['slot', 'thumbnails'],
        ['aria-hidden', 'true'],
      ],
      thumbnails,
    ),
  ]
}

/** Of width to height, as the picture in this markup states them. */
export function ratioOf(markup: readonly MarkupNode[]): number | undefined {
  const image = find(markup, 'img')
  const width = Number(image && attributeOf(image.attributes, 'width'))
  const height = Number(image && attributeOf(image.attributes, 'height'))
  return width > 0 && height > 0 ? width / height : undefined
}

/** Of width to height of what a member shows in a viewer of its own: its poster's where it has none itself. */
export function memberRatio(member: PlannedReference): number | undefined {
  const sizes = [member, ...(member.poster ? [member.poster] : [])].map(layoutSize)
  const known = sizes.find(({ width, height }) => width > 0 && height > 0)
  return known && known.width / known.height
}

function thumbnailLink(member: PlannedReference, view: View): Markup {
  const kind: Attribute[] = member.viewer ? [['data-kind', member.viewer.viewer]] : []
  const { href } = largeOf(member, view)
  return element('a', [['href', href], ['tabindex', '-1'], ...kind], thumbnailMarkup(member, view))
}

/** `data-shown` is exactly as large as the picture (its first child), in a frame of the size of the first slide. */
function slideMarkup(slide: Slide, at: number, stage: number | undefined): Markup {
  const shown = element('span', [['data-shown', slide.kind], ...fitOf(slide, stage)], slide.content)
  const frame = element('span', [['data-frame', frameOf(slide, at, stage)]], [shown])
  const caption = slide.caption === '' ? [] : [element('span', [['data-caption', true]], [slide.caption])]
  return element('li', [], [frame, ...caption])
}

/**
 * How a slide fits: the first, and viewers that are higher, give all of them their size (`stage`), others are as wide (`wide`) or as high (`tall`) as that,
 * or, where a ratio is not known, put into it by the browser (`free`).
 */
function frameOf({ kind, ratio }: Slide, at: number, stage: number | undefined): string {
  if (at === 0 || kind === 'viewer') return 'stage'
  if (ratio === undefined || stage === undefined) return 'free'
  return ratio < stage ? 'tall' : 'wide'
}

/** A viewer is as high as its width makes it: how wide it may be, in steps of five per cent, which the style knows. */
function fitOf({ kind, ratio }: Slide, stage: number | undefined): Attribute[] {
  if (kind === 'picture' || ratio === undefined || stage === undefined || ratio >= stage) return []
  return [['data-fit', String(Math.max(10, Math.floor((ratio / stage) * 20) * 5))]]
}

function find(nodes: readonly MarkupNode[], tag: string): Markup | undefined {
  for (const node of nodes) {
    if (typeof node === 'string') continue
    const found = node.tag === tag ? node : find(node.children, tag)
    if (found) return found
  }
  return undefined
}
