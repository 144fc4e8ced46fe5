import type { Markup } from '../base/markup.js'
import { addressAt, OUTPUT } from '../base/target-address.js'
import type { Config } from '../config/types.js'
import { immutablePath, viewerScriptPath, viewerSheetPath } from '../plan/address.js'
import { partWith, scriptsOf } from '../plan/plan-reference.js'
import { publicUrl, type PublicUrls } from '../publish/public-url.js'
import { iframeCode } from '../rewrite/iframe.js'
import { layoutSize } from '../rewrite/layout-size.js'
import { attributeOf, serialize } from '../rewrite/markup-tree.js'
import { oembedPhotoText } from '../rewrite/oembed.js'
import { markupOf, pictureMarkup } from '../rewrite/picture.js'
import type { View } from '../rewrite/view.js'
import type { FormatGroup, PlannedReference, Rendition } from '../types.js'
import { frameSize, pictureSize, titleOf, viewerPageOembed } from '../wanted/viewer-page-files.js'

/** Ways to show an asset on a page of another site. */
export const EMBED_FORMS = ['img', 'picture', 'iframe', 'script', 'oembed'] as const
export type EmbedForm = (typeof EMBED_FORMS)[number]

/** What is published of an asset, and where. */
export interface EmbedPlace {
  config: Pick<Config, 'addresses' | 'stableAddresses'>
  urls: PublicUrls
  /** A path below the asset's target shows what it is meant to: a stable one of the asset, or a file that is not in its grace. */
  isLive(path: string): boolean
  /** A viewer has a style sheet for its markup. */
  hasSheet(viewer: string): boolean
}

/** Code for a page of another origin: absolute addresses, nothing inline. Or an oEmbed answer in JSON. */
export interface EmbedCode {
  code: string
  /** All its addresses answer for ever. */
  lasts: boolean
}

/**
 * Code in one of the forms, of what is live; undefined when a file that it needs is not. `img`, `script` and `oembed` take
 * stable addresses where there are some; `oembed` needs the site's origin.
 */
export function embedCode(planned: PlannedReference, form: EmbedForm, place: EmbedPlace): EmbedCode | undefined {
  switch (form) {
    case 'img':
      return withStable(planned, place, (plain, view) => serialize(pictureMarkup(plain, view)))
    case 'script':
      return withStable(planned, place, (plain, view) => `${serialize(markupOf(plain, view))}\n${viewerTags(planned, place)}`)
    case 'picture':
      return pictureCode(planned, place)
    case 'iframe':
      return frameCode(planned, place)
    case 'oembed':
      return planned.viewer === undefined ? photoAnswer(planned, place) : pageAnswer(planned, place)
  }
}

/** What an oEmbed endpoint may answer for the picture. */
function photoAnswer(planned: PlannedReference, place: EmbedPlace): EmbedCode | undefined {
  const { site } = place.urls
  if (site === undefined) return undefined
  const { credit } = planned.sidecar
  const facts = { title: titleOf(planned), site, ...pictureSize(planned), ...(credit !== undefined && { credit }) }
  return withStable(planned, place, (plain, view) => oembedPhotoText({ ...facts, url: view.address(plain.main) }).trimEnd())
}

/** What others are told of the viewer page. */
function pageAnswer(planned: PlannedReference, place: EmbedPlace): EmbedCode | undefined {
  const { viewerPage } = planned
  const code = viewerPage !== undefined && place.isLive(viewerPage) ? viewerPageOembed(planned, place.urls) : undefined
  return code === undefined ? undefined : { code: code.trimEnd(), lasts: true }
}

function frameCode(planned: PlannedReference, place: EmbedPlace): EmbedCode | undefined {
  const { viewer, viewerPage } = planned
  if (viewerPage === undefined || !place.isLive(viewerPage)) return undefined
  const url = urlOf(planned, place, viewerPage)
  return {
    code: iframeCode({ url, title: titleOf(planned), ...frameSize(planned), ...(viewer && { viewer: viewer.viewer }) }),
    lasts: true,
  }
}

/** One file each for picture and large picture. */
function withStable(
  planned: PlannedReference,
  place: EmbedPlace,
  write: (plain: PlannedReference, view: View) => string,
): EmbedCode | undefined {
  let lasts = true
  let isWhole = true
  const address = (rendition: Rendition): string => {
    const promised = promisedFor(partWith(planned, rendition), rendition)
    const lasting = promised !== undefined && place.isLive(promised) ? promised : undefined
    const path = lasting ?? immutablePath(place.config, rendition)
    lasts &&= lasting !== undefined
    isWhole &&= lasting !== undefined || place.isLive(path)
    return urlOf(planned, place, path)
  }
  const code = write(plainOf(planned), viewOf(planned, place, address))
  return isWhole ? { code, lasts } : undefined
}

/** The stable address of a rendition, where it has one. */
function promisedFor({ stable, largeStable, main, large }: PlannedReference, { key }: Rendition): string | undefined {
  if (key === main.key) return stable
  return large?.candidates.some(({ rendition }) => rendition.key === key) ? largeStable?.address : undefined
}

/** With the one file of its main rendition, and so its members. */
function plainOf(planned: PlannedReference): PlannedReference {
  const { members, poster } = planned
  return {
    ...withTexts(planned),
    ...layoutSize(planned),
    groups: [],
    placeholder: undefined,
    ...(members && { members: members.map(plainOf) }),
    ...(poster && { poster: plainOf(poster) }),
  }
}

/** Every size and format that is live: those the build dropped, and sizes nobody asked for, are left out. */
function pictureCode(planned: PlannedReference, place: EmbedPlace): EmbedCode | undefined {
  const pathOf = (rendition: Rendition): string => immutablePath(place.config, rendition)
  const isThere = (group: FormatGroup['candidates'][number]): boolean => place.isLive(pathOf(group.rendition))
  const groups = planned.groups
    .map((group) => ({ ...group, candidates: group.candidates.filter(isThere) }))
    .filter((group) => group.candidates.length > 0)
  const fallback = planned.groups.at(-1)
  const main = fallback ? groups.find((group) => group.format === fallback.format)?.candidates.at(-1)?.rendition : planned.main
  if (!main || !place.isLive(pathOf(main))) return undefined
  const shown = { ...withTexts(planned), groups, main, placeholder: undefined }
  const view = viewOf(planned, place, (rendition) => urlOf(planned, place, pathOf(rendition)))
  return { code: serialize(pictureMarkup(shown, view)), lasts: false }
}

function viewOf(planned: PlannedReference, place: EmbedPlace, address: View['address']): View {
  return {
    address,
    stableAddress: (path) => urlOf(planned, place, path),
    siteAddress: (path) => publicUrl(path, place.urls),
    artifact: () => undefined,
    placeholder: () => undefined,
    inlineStyle: false,
    site: place.urls.site,
  }
}

/** Style sheets, and classic scripts, which need no CORS from any origin. */
function viewerTags(planned: PlannedReference, { config, urls, hasSheet }: EmbedPlace): string {
  const viewers = scriptsOf(planned)
  const sheets = viewers.filter(hasSheet).map((viewer) => sheetTag(publicUrl(viewerSheetPath(config, viewer), urls)))
  const scripts = viewers.map((viewer) => scriptTag(publicUrl(viewerScriptPath(config, viewer), urls)))
  return serialize([...sheets, ...scripts])
}

function sheetTag(href: string): Markup {
  const attributes = [
    ['rel', 'stylesheet'],
    ['href', href],
  ] as const
  return { tag: 'link', attributes, children: [] }
}

function scriptTag(src: string): Markup {
  const attributes = [
    ['src', src],
    ['async', true],
  ] as const
  return { tag: 'script', attributes, children: [] }
}

function urlOf({ target = OUTPUT }: PlannedReference, { urls }: EmbedPlace, path: string): string {
  return publicUrl(addressAt(target, path), urls)
}

/** Without words for it the picture is decoration: on a foreign page nobody gets to see our warning. */
function withTexts(planned: PlannedReference): PlannedReference {
  const { reference, sidecar } = planned
  const said = (name: string): [string, string][] => {
    const value = reference.memberOf && attributeOf(reference.attributes ?? [], name)
    return value === undefined ? [] : [[name, value]]
  }
  const alt = said('alt')
  const attributes: [string, string][] = [
    ...(alt.length === 0 && sidecar.alt === undefined ? [['alt', ''] satisfies [string, string]] : alt),
    ...said('title'),
    ['loading', 'lazy'],
    ['decoding', 'async'],
  ]
  return { ...planned, reference: { ...reference, attributes } }
}
