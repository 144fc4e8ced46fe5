import { tileLayout, wholePath } from '../../base/tile-layout.js'
import { escapeFor } from '../escape.js'

/** Text by language; `none` where that is not known. */
type LanguageMap = Readonly<Record<string, readonly string[]>>

/** A picture as a manifest shows it: cut into tiles, or whole. */
export type ManifestPicture = { width: number; height: number; label: string } & (
  | {
      /** URL of the folder of its tiles: the `id` of its `info.json`. */
      service: string
    }
  | { image: ManifestImage; thumbnail: ManifestImage }
)

/** One file. `type` is its media type. */
export interface ManifestImage {
  url: string
  type: string
  width: number
  height: number
}

/** What a manifest is about. URLs are absolute. */
export interface ManifestFacts {
  /** URL of the manifest itself. */
  id: string
  label: string
  /** Language of all texts (BCP 47). */
  language?: string
  /** Whom it is by; shown with it always. */
  credit?: string
  /** How it may be used: a URL, or words. */
  licence?: string
  /** The page that shows it. */
  page?: string
  /** What there is to see, in order. */
  canvases: readonly ManifestPicture[]
}

/**
 * A manifest by which other viewers open what a site shows: IIIF Presentation API 3.0
 * (https://iiif.io/api/presentation/3.0/). One canvas for each picture. Pure.
 */
export function iiifManifest(facts: ManifestFacts): string {
  const { id, label, language = 'none', credit, licence, page, canvases } = facts
  const [first] = canvases
  const says = (text: string): LanguageMap => ({ [language]: [text] })
  const rights = rightsOf(licence)
  const manifest = {
    '@context': 'http://iiif.io/api/presentation/3/context.json',
    id,
    type: 'Manifest',
    label: says(label),
    ...(credit && { requiredStatement: { label: { en: ['Attribution'] }, value: says(asText(credit)) } }),
    ...(rights && { rights }),
    ...(licence && !rights && { metadata: [{ label: { en: ['Licence'] }, value: says(asWords(licence)) }] }),
    ...(first && { thumbnail: [thumbnailOf(first)] }),
    ...(page && { homepage: [{ id: page, type: 'Text', label: says(label), format: 'text/html' }] }),
    items: canvases.map((picture, index) => canvasOf(id.replace(/\.json$/, ''), picture, index + 1, says)),
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** The ids of what stands in a manifest are URLs below its own, at which nothing has to answer. */
function canvasOf(base: string, picture: ManifestPicture, number: number, says: (text: string) => LanguageMap): object {
  const { width, height, label } = picture
  const id = `${base}/canvas/${number}`
  return {
    id,
    type: 'Canvas',
    label: says(label),
    width,
    height,
    thumbnail: [thumbnailOf(picture)],
    items: [
      {
        id: `${id}/page`,
        type: 'AnnotationPage',
        items: [{ id: `${id}/painting`, type: 'Annotation', motivation: 'painting', body: imageOf(picture, 'max'), target: id }],
      },
    ],
  }
}

function thumbnailOf(picture: ManifestPicture): object {
  return imageOf(picture, 'thumbnail')
}

/** A whole picture that is there: the largest, or the smallest that does for a list. */
function imageOf(picture: ManifestPicture, which: 'max' | 'thumbnail'): object {
  if (!('service' in picture)) {
    const { url, type, width, height } = which === 'max' ? picture.image : picture.thumbnail
    return { id: url, type: 'Image', format: type, width, height }
  }
  const { service, width, height } = picture
  const { sizes } = tileLayout(width, height)
  const size = (which === 'max' ? sizes.at(-1) : sizes[0]) ?? { width, height }
  const name = which === 'max' ? 'max' : `${size.width},${size.height}`
  return {
    id: `${service}/${wholePath(name)}`,
    type: 'Image',
    format: 'image/jpeg',
    ...size,
    service: [{ id: service, type: 'ImageService3', profile: 'level0' }],
  }
}

/** A name that `rights` may hold (https://iiif.io/api/presentation/3.0/#rights). */
const RIGHTS = /^https?:\/\/(?:creativecommons\.org\/(?:licenses|publicdomain)|rightsstatements\.org\/vocab)\/\S+$/

/** These names are `http:` URLs, whatever their pages have moved to. */
function rightsOf(licence: string | undefined): string | undefined {
  return licence !== undefined && RIGHTS.test(licence) ? licence.replace(/^https:/, 'http:') : undefined
}

/** Words, or a link for a URL. */
function asWords(licence: string): string {
  if (!/^https?:\/\/\S+$/.test(licence) || !URL.canParse(licence)) return asText(licence)
  const escaped = escapeFor('html-attribute', licence)
  return `<a href="${escaped}">${escaped}</a>`
}

/** Viewers take text between `<` and `>` for HTML (https://iiif.io/api/presentation/3.0/#45-html-markup-in-property-values). */
function asText(text: string): string {
  return /^\s*</.test(text) ? `<span>${escapeFor('html', text)}</span>` : text
}
