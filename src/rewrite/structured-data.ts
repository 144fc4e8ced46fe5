import type { Markup } from '../base/markup.js'
import type { PlannedReference } from '../types.js'
import { layoutSize } from './layout-size.js'
import { isPending } from './viewers/film-sources.js'
import { altOf, largeOf, titleOf } from './viewers/large.js'
import type { View } from './view.js'

/** What search engines are told of one thing (https://schema.org/). */
type Thing = Readonly<Record<string, unknown>>

/**
 * A data block (JSON-LD) that says what is shown, by whom, and how it may be used: `ImageObject`, `VideoObject`, `AudioObject`
 * or `3DModel`; of a set its members. Browsers run nothing of it, so no policy stands in its way
 * (https://html.spec.whatwg.org/multipage/scripting.html#data-block). Undefined where the site's origin is not known,
 * since addresses have to be whole, and for decoration. Licences as
 * https://developers.google.com/search/docs/appearance/structured-data/image-license-metadata reads them.
 */
export function structuredData(planned: PlannedReference, view: View): Markup | undefined {
  const things = (planned.members ?? [planned]).flatMap((part) => thingOf(part, view) ?? [])
  if (things.length === 0) return undefined
  const [first, ...others] = things
  const data = others.length === 0 ? Object.assign({}, CONTEXT, first) : { ...CONTEXT, '@graph': things }
  return { tag: 'script', attributes: [['type', 'application/ld+json']], children: [JSON.stringify(data)] }
}

const CONTEXT = { '@context': 'https://schema.org/' }

const TYPES: Readonly<Record<string, string>> = {
  image: 'ImageObject',
  video: 'VideoObject',
  audio: 'AudioObject',
  model: '3DModel',
}

function thingOf(planned: PlannedReference, view: View): Thing | undefined {
  const { asset, sidecar, poster } = planned
  const type = TYPES[asset.probe.kind]
  const [alt, title] = [altOf(planned), titleOf(planned)]
  const isImage = asset.probe.kind === 'image'
  if (type === undefined || (isImage && alt === '' && title === '') || isPending(planned, view)) return undefined
  const address = isImage ? largeOf(planned, view).href : view.address(planned.main)
  const contentUrl = whole(address, view)
  if (contentUrl === undefined) return undefined
  const { width, height } = isImage ? sizeOf(planned, view) : layoutSize(planned)
  const thumbnail = poster && whole(view.address(poster.main), view)
  const { credit, licence } = sidecar
  return present({
    '@type': type,
    ...(type === '3DModel' ? { encoding: { '@type': 'MediaObject', contentUrl } } : { contentUrl }),
    name: title || alt,
    ...(title !== '' && alt !== '' && { description: alt }),
    ...(width > 0 && height > 0 && { width, height }),
    thumbnailUrl: thumbnail,
    duration: durationText((planned.film ?? planned.sound)?.duration ?? asset.probe.film?.duration ?? 0),
    creditText: credit,
    // Who is credited may be a person or an agency; nobody knows here.
    ...(credit !== undefined && { creator: { '@type': 'Organization', name: credit } }),
    ...(licence !== undefined && (URL.canParse(licence) ? { license: licence } : { copyrightNotice: licence })),
  })
}

/** https://schema.org/Duration */
function durationText(seconds: number): string | undefined {
  return seconds > 0 ? `PT${Math.max(1, Math.round(seconds))}S` : undefined
}

function sizeOf(planned: PlannedReference, view: View): { width: number; height: number } {
  const { width, height } = largeOf(planned, view)
  return { width: Number(width), height: Number(height) }
}

/** An address as other sites need it; undefined where that cannot be said. */
function whole(address: string, { site }: View): string | undefined {
  if (/^https?:/.test(address)) return address
  return site !== undefined && address.startsWith('/') ? site + address : undefined
}

function present(thing: Thing): Thing {
  return Object.fromEntries(Object.entries(thing).filter(([, value]) => value !== undefined))
}
