import { iframeCode, type Framed } from './iframe.js'

/** What an oEmbed answer says beyond the frame. */
export interface OembedFacts extends Framed {
  /** Whom the picture is by. */
  credit?: string
  /** Origin of the deployed site. */
  site: string
  /** The picture by itself: absolute URL and size in pixels. */
  thumbnail: { url: string; width: number; height: number }
}

/**
 * A static oEmbed answer of type `rich` (https://oembed.com/, §2.3.4), for other sites that turn a link to the page into
 * the page. Static hosts cannot obey `maxwidth`; the frame shrinks by itself.
 */
export function oembedText(facts: OembedFacts): string {
  const { title, credit, site, thumbnail, width, height } = facts
  const answer = {
    version: '1.0',
    type: 'rich',
    title,
    ...(credit !== undefined && credit !== '' && { author_name: credit }),
    provider_name: new URL(site).hostname,
    provider_url: site,
    thumbnail_url: thumbnail.url,
    thumbnail_width: thumbnail.width,
    thumbnail_height: thumbnail.height,
    html: iframeCode(facts),
    width,
    height,
  }
  return `${JSON.stringify(answer, null, 2)}\n`
}
