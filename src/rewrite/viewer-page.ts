import type { Markup, MarkupNode } from '../base/markup.js'
import type { PlannedReference } from '../types.js'
import { atItsLargest } from './at-its-largest.js'
import { serialize } from './markup-tree.js'
import type { SharedPicture } from './oembed.js'
import { markupOf } from './picture.js'
import type { View } from './view.js'

/** What stands around the picture. URLs are those to write. */
export interface ViewerPageFacts {
  title: string
  language: string
  stylesheets: readonly string[]
  scripts: readonly string[]
  /** Whom it is by and how it may be used, as one line; '' for neither. */
  credits: string
  /** Known once the site's origin is: absolute URLs, for others to read. */
  shared?: { page: string; oembed: string; picture?: SharedPicture; alt: string; siteName: string }
}

/**
 * A whole page that shows one asset in its viewer and nothing else, for frames and links. Fills whatever frame it gets,
 * works without JavaScript, and holds no script or style of its own, so that it stands under any policy. Search engines are
 * asked to leave it to the site's real pages.
 */
export function viewerPage(planned: PlannedReference, view: View, facts: ViewerPageFacts): string {
  const credits: Markup[] = facts.credits === '' ? [] : [element('figcaption', [], [facts.credits])]
  const largest = atItsLargest(planned)
  const picture = largest ? markupOf(largest, view) : markupOf(planned, view)
  const figure = element('figure', [], [stage(largest ? 'stage picture' : 'stage', picture), ...credits])
  const page = element(
    'html',
    [['lang', facts.language]],
    [
      '\n',
      element('head', [], onLines(headOf(facts, iconOf(planned, view)))),
      '\n',
      element('body', [], [element('main', [], [figure])]),
      '\n',
    ],
  )
  return `<!doctype html>\n${serialize(page)}\n`
}

/**
 * Looks of every viewer page: as large as the frame allows, whole; a picture in the middle, and no larger than its pixels; the
 * credits below.
 */
export const VIEWER_PAGE_STYLE = `:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 0.8rem/1.4 system-ui, sans-serif; }
html, body, main, figure { height: 100%; margin: 0; }
figure { display: flex; flex-direction: column; }
.stage { flex: 1; min-height: 0; }
.stage > *, .stage > :where(rendition-hotspots) > :where(:first-child), .stage a, .stage :where(:not(rendition-video)) > picture { display: block; height: 100%; }
.stage img { display: block; width: 100%; height: 100%; object-fit: contain; }
:is(.stage, .stage > rendition-hotspots) > rendition-video, .stage > rendition-document { display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); width: 100%; }
:is(.stage, .stage > rendition-hotspots) > rendition-video > a, .stage > rendition-audio > a { height: auto; }
.stage video { width: 100%; height: 100%; aspect-ratio: auto; }
.stage > rendition-audio { display: grid; align-content: center; margin: auto; }
.stage > rendition-document { --rendition-document-width: 100%; }
.stage > rendition-document > a { display: flex; flex-direction: column; max-width: none; min-height: 0; }
.stage > rendition-document picture { flex: 1; min-height: 0; }
.stage > rendition-model { display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); width: 100%; }
.stage > rendition-model > a { display: flex; flex-direction: column; height: auto; min-height: 0; }
.stage > rendition-model:has(img) > a { height: 100%; }
.stage > rendition-model picture { flex: 1; min-height: 0; }
.stage > rendition-model::before { aspect-ratio: auto; }
.stage > rendition-model::part(stage) { height: 100%; aspect-ratio: auto !important; }
.stage > rendition-model:has(img)::part(stage) { height: calc(100% - 2.625em); }
.picture > *, .picture > :where(rendition-hotspots) > :where(:first-child), .picture a { display: grid; grid: 100% / 100%; }
.picture picture { display: contents; }
.picture img { place-self: center; width: auto; height: auto; max-width: 100%; max-height: 100%; }
.stage > rendition-hotspots { display: flex; flex-direction: column; }
.stage > rendition-hotspots > :first-child { flex: 1; min-height: 0; width: 100%; }
.stage > rendition-hotspots > [data-hotspots] { flex: none; max-height: 40%; overflow: auto; padding: 0 0.8em; }
.stage a:focus-visible { outline: 3px solid; outline-offset: -3px; }
figcaption { padding: 0.4em 0.8em; }
`

/** The smallest form of a picture; undefined for what is none. */
function iconOf({ groups, asset, main }: PlannedReference, view: View): string | undefined {
  const small = groups.at(-1)?.candidates[0]?.rendition
  if (small) return view.address(small)
  return asset.probe.kind === 'image' ? view.address(main) : undefined
}

/**
 * Without an icon, browsers ask every host for `/favicon.ico`, and policies forbid an empty one (`data:,`). A style sheet is
 * none either, but allowed, there and loaded already.
 */
function headOf(facts: ViewerPageFacts, icon = facts.stylesheets[0]): Markup[] {
  return [
    element('meta', [['charset', 'utf-8']]),
    meta('name', 'viewport', 'width=device-width, initial-scale=1'),
    element('title', [], [facts.title]),
    meta('name', 'robots', 'noindex'),
    meta('property', 'og:title', facts.title),
    ...sharedHead(facts),
    ...(icon === undefined ? [] : [link('icon', icon)]),
    ...facts.stylesheets.map((href) => link('stylesheet', href)),
    ...facts.scripts.map((src) =>
      element('script', [
        ['src', src],
        ['async', true],
      ]),
    ),
  ]
}

/** What other sites read (https://ogp.me/, https://oembed.com/#section4). */
function sharedHead({ shared, title }: ViewerPageFacts): Markup[] {
  if (!shared) return []
  return [
    link('canonical', shared.page),
    link('alternate', shared.oembed, [
      ['type', 'application/json+oembed'],
      ['title', title],
    ]),
    meta('property', 'og:type', 'website'),
    meta('property', 'og:url', shared.page),
    meta('property', 'og:site_name', shared.siteName),
    ...pictureHead(shared.picture, shared.alt),
  ]
}

/** A film without a poster has none. */
function pictureHead(picture: SharedPicture | undefined, alt: string): Markup[] {
  if (!picture) return []
  return [
    meta('property', 'og:image', picture.url),
    meta('property', 'og:image:width', String(picture.width)),
    meta('property', 'og:image:height', String(picture.height)),
    meta('property', 'og:image:alt', alt),
    meta('name', 'twitter:card', 'summary_large_image'),
  ]
}

function stage(kind: string, picture: readonly Markup[]): Markup {
  return element('div', [['class', kind]], picture)
}

function onLines(nodes: readonly Markup[]): MarkupNode[] {
  return ['\n', ...nodes.flatMap((node) => [node, '\n'])]
}

function meta(kind: 'name' | 'property', name: string, content: string): Markup {
  return element('meta', [
    [kind, name],
    ['content', content],
  ])
}

function link(rel: string, href: string, more: Markup['attributes'] = []): Markup {
  return element('link', [['rel', rel], ['href', href], ...more])
}

function element(tag: string, attributes: Markup['attributes'], children: readonly MarkupNode[] = []): Markup {
  return { tag, attributes, children }
}
