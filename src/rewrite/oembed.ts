import { iframeCode, type Framed } from './iframe.js'

/** What every oEmbed answer says. */
interface OembedFacts {
  title: string
  /** Whom the picture is by. */
  credit?: string
  /** Origin of the deployed site. */
  site: string
}

/** A picture by itself: absolute URL, and size in pixels. */
export interface SharedPicture {
  url: string
  width: number
  height: number
}

/**
 * A static oEmbed answer of type `rich` or, for a film, `video` (https://oembed.com/, §2.3.4), for other sites that turn a link to the page into
 * the page. Static hosts cannot obey `maxwidth`; the frame shrinks by itself.
 */
export function oembedText(facts: OembedFacts & Framed & { type: 'rich' | 'video'; thumbnail?: SharedPicture }): string {
  const { type, thumbnail, width, height } = facts
  return answerText(type, facts, {
    ...(thumbnail && {
      thumbnail_url: thumbnail.url,
      thumbnail_width: thumbnail.width,
      thumbnail_height: thumbnail.height,
    }),
    html: iframeCode(facts),
    width,
    height,
  })
}

/** The same of type `photo` (§2.3.4.1), for a picture without a page of its own. */
export function oembedPhotoText(facts: OembedFacts & SharedPicture): string {
  const { url, width, height } = facts
  return answerText('photo', facts, { url, width, height })
}

function answerText(
  type: 'rich' | 'video' | 'photo',
  { title, credit, site }: OembedFacts,
  rest: Record<string, string | number>,
): string {
  const answer = {
    version: '1.0',
    type,
    title,
    ...(credit !== undefined && credit !== '' && { author_name: credit }),
    provider_name: new URL(site).hostname,
    provider_url: site,
    ...rest,
  }
  return `${JSON.stringify(answer, null, 2)}\n`
}
