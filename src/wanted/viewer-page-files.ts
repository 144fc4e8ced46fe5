import { addressAt, OUTPUT } from '../base/target-address.js'
import { digestOf } from '../base/hash.js'
import { stemOf } from '../base/site-path.js'
import { defaultLanguage } from '../config/defaults.js'
import type { Config } from '../config/types.js'
import { manifestPath, oembedPath, viewerScriptPath, viewerSheetPath, viewerStylePath } from '../plan/address.js'
import { scriptsOf } from '../plan/plan-reference.js'
import { promiseName } from './promise-name.js'
import { VIEWER_MARK } from '../publish/decide-ledger.js'
import type { WantedFile } from '../publish/decision.js'
import { absoluteUrl, publicUrl, relativeUrl, type PublicUrls } from '../publish/public-url.js'
import { layoutSize } from '../rewrite/layout-size.js'
import { attributeOf } from '../rewrite/markup-tree.js'
import { oembedText } from '../rewrite/oembed.js'
import { VIEWER_PAGE_STYLE, viewerPage, type ViewerPageFacts } from '../rewrite/viewer-page.js'
import type { Artifact, PlannedReference, Rendition, Transcript } from '../types.js'
import { viewerManifest } from './viewer-manifest-file.js'

/** What is known where a viewer page is made. */
export interface PageSurroundings {
  config: Config
  urls: PublicUrls
  /** URL of a path as it is written into a page at another path. */
  urlIn(path: string, page: string): string
  /** Wants a rendition; its path. */
  use(rendition: Rendition): string
  artifact(key: string): Artifact | undefined
  transcript(key: string): Transcript | undefined
  /** A film or sound is being encoded, and pages do without. */
  isPending(key: string): boolean
  /** The viewer has a style sheet for its markup. */
  hasSheet(viewer: string): boolean
}

/** The page that shows a planned reference by itself, and what others are told of it, once the site's origin is known. */
export function viewerPageFiles(planned: PlannedReference, around: PageSurroundings): WantedFile[] {
  const { viewer, viewerPage: page } = planned
  if (viewer === undefined || page === undefined) return []
  const { config } = around
  const { target = OUTPUT } = planned
  const urlIn = target === OUTPUT ? around.urlIn : relativeUrl
  // Scripts and styles stand in the output alone.
  const ours = (path: string): string | undefined => (target === OUTPUT ? urlIn(path, page) : absoluteUrl(path, around.urls))
  const viewers = scriptsOf(planned)
  const sheets = viewers.filter((name) => around.hasSheet(name)).map((name) => viewerSheetPath(config, name))
  const stylesheets = [viewerStylePath(config), ...sheets].map(ours)
  const scripts = viewers.map((name) => ours(viewerScriptPath(config, name)))
  if (!isComplete(stylesheets) || !isComplete(scripts)) return []
  const alt = altOf(planned)
  const title = titleOf(planned)
  const view = {
    address: (rendition: Rendition) => urlIn(around.use(rendition), page),
    stableAddress: (path: string) => urlIn(path, page),
    siteAddress: (path: string) => urlIn(path, page),
    artifact: around.artifact,
    transcript: around.transcript,
    isPending: around.isPending,
    placeholder: () => undefined,
    inlineStyle: false,
  }
  const shared = sharedFacts(planned, page, { alt, title }, around)
  const facts: ViewerPageFacts = {
    title,
    language: planned.sidecar.lang ?? defaultLanguage,
    stylesheets,
    scripts,
    credits: [planned.sidecar.credit, planned.sidecar.licence].filter(Boolean).join(' · '),
    ...(shared && { shared: shared.page }),
  }
  const preset = `${promiseName(planned)}${VIEWER_MARK}${viewer.name}`
  const place = { path: manifestPath(page), page, title }
  const manifest = viewerManifest(planned, place, { ...around, iiif: config.iiif })
  const own = planned.isOffered ? { preset, isOffered: planned.isOffered } : { preset }
  return [
    { ...textFile(page, viewerPage(aloneOnPage(planned, alt), view, facts)), ...own },
    ...(shared ? [{ ...textFile(oembedPath(page), shared.oembed), ...own }] : []),
    ...(manifest === undefined ? [] : [{ ...textFile(manifestPath(page), manifest), ...own }]),
  ]
}

/** What the page of a planned reference is told others as; undefined where it has no page, or the site's origin is not known. */
export function viewerPageOembed(planned: PlannedReference, urls: PublicUrls): string | undefined {
  const { viewerPage: page } = planned
  if (page === undefined) return undefined
  return sharedFacts(planned, page, { alt: altOf(planned), title: titleOf(planned) }, { urls })?.oembed
}

/** The style sheet of all viewer pages. */
export function viewerStyleFile(config: Pick<Config, 'stableAddresses'>): WantedFile {
  return textFile(viewerStylePath(config), VIEWER_PAGE_STYLE)
}

function sharedFacts(
  planned: PlannedReference,
  page: string,
  { alt, title }: { alt: string; title: string },
  { urls }: Pick<PageSurroundings, 'urls'>,
): { page: NonNullable<ViewerPageFacts['shared']>; oembed: string } | undefined {
  const { site } = urls
  const cover = coverOf(planned)
  if (site === undefined) return undefined
  const { target = OUTPUT } = planned
  const urlOf = (path: string): string => publicUrl(addressAt(target, path), urls)
  const { width, height } = frameSize(planned)
  const isPicture = cover.asset.probe.kind === 'image' && cover.stable !== undefined
  const picture = isPicture ? { url: urlOf(cover.stable ?? ''), ...pictureSize(cover) } : undefined
  const url = urlOf(page)
  const { credit } = planned.sidecar
  return {
    page: {
      page: url,
      oembed: urlOf(oembedPath(page)),
      ...(picture && { picture }),
      alt,
      siteName: new URL(site).hostname,
    },
    oembed: oembedText({
      type: planned.asset.probe.kind === 'video' || planned.film ? 'video' : 'rich',
      url,
      title,
      width,
      height,
      site,
      ...(planned.viewer && { viewer: planned.viewer.viewer }),
      ...(picture && { thumbnail: picture }),
      ...(credit !== undefined && { credit }),
    }),
  }
}

/** What stands for it in lists and previews: the first member of a set, the poster of what is no picture. */
function coverOf(planned: PlannedReference): PlannedReference {
  const cover = planned.members?.[0] ?? planned.poster
  return cover ? coverOf(cover) : planned
}

function isComplete(urls: readonly (string | undefined)[]): urls is readonly string[] {
  return !urls.includes(undefined)
}

/** The same picture in a document of its own: nothing of the page it was written for, and as large as the window. */
function aloneOnPage(planned: PlannedReference, alt: string): PlannedReference {
  const { reference, members } = planned
  const title = attributeOf(reference.attributes ?? [], 'title')
  return {
    ...planned,
    placeholder: undefined,
    preset: { ...planned.preset, placeholder: 'none', priority: false },
    ...(members && { members: members.map((member) => aloneOnPage(member, altOf(member))) }),
    reference: {
      ...reference,
      role: 'picture',
      insideLink: false,
      insidePicture: false,
      attributes: [
        ['alt', alt],
        // The caption of a member; what a page says of the whole stays in that page.
        ...(reference.memberOf && title ? [['title', title] as const] : []),
        ['sizes', '100vw'],
        ['loading', 'eager'],
      ],
    },
  }
}

/** What the page and its frames are called. */
export function titleOf(planned: PlannedReference): string {
  return planned.sidecar.title || altOf(planned)
}

/** A page of its own has to say what it shows, also where the picture was decoration on another. */
function altOf({ asset, reference, sidecar }: PlannedReference): string {
  const own = attributeOf(reference.attributes ?? [], 'alt')
  return sidecar.alt || own || sidecar.title || stemOf(asset.path).replace(/\.set$/i, '')
}

/** An SVG without a size fills what it gets. */
const UNKNOWN_SIZE = { width: 640, height: 360 }

/** Size of the frame another site gives it, in CSS pixels. */
export function frameSize(planned: PlannedReference): { width: number; height: number } {
  const size = layoutSize(planned)
  return size.width > 0 && size.height > 0 ? size : UNKNOWN_SIZE
}

/** Size of the one picture, in pixels. */
export function pictureSize({ main, width, height }: PlannedReference): { width: number; height: number } {
  const size = main.recipe.kind === 'raster' ? main.recipe : { width: Math.round(width), height: Math.round(height) }
  return size.width > 0 && size.height > 0 ? { width: size.width, height: size.height } : UNKNOWN_SIZE
}

function textFile(path: string, text: string): WantedFile {
  const digest = digestOf(text)
  return { path, key: `text:${digest.slice(0, 16)}`, digest, bytes: Buffer.byteLength(text), kind: 'stable', text }
}
