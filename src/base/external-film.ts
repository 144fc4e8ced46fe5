import type { ExternalFilm } from '../types.js'

/** Addresses of films at providers whose players may stand in a page. Hosts that are not in here are never asked for anything. */
const PROVIDERS: readonly ((url: URL) => ExternalFilm | undefined)[] = [youTube, vimeo]

/** The film that an address of YouTube or Vimeo means, in any of their forms; undefined for all others. */
export function externalFilm(address: string): ExternalFilm | undefined {
  if (!/^\s*https?:\/\//i.test(address) || !URL.canParse(address)) return undefined
  const url = new URL(address)
  for (const provider of PROVIDERS) {
    const film = provider(url)
    if (film) return film
  }
  return undefined
}

/** `youtu.be/ID`, `youtube.com/watch?v=ID`, `/embed/ID`, `/shorts/ID`, `/live/ID`; played from the host that sets no cookies before. */
function youTube({ hostname, pathname, searchParams }: URL): ExternalFilm | undefined {
  const host = hostname.replace(/^(?:www|m)\./, '')
  const [first = '', second] = pathname.slice(1).split('/')
  const isPath = ['embed', 'shorts', 'live'].includes(first)
  const id =
    host === 'youtu.be'
      ? first
      : host === 'youtube.com' || host === 'youtube-nocookie.com'
        ? isPath
          ? second
          : pathname === '/watch'
            ? searchParams.get('v')
            : undefined
        : undefined
  if (!id || !/^[\w-]{11}$/.test(id)) return undefined
  const start = secondsOf(searchParams.get('t') ?? searchParams.get('start') ?? '')
  return {
    provider: 'YouTube',
    embed: `https://www.youtube-nocookie.com/embed/${id}?autoplay=1&rel=0${start > 0 ? `&start=${start}` : ''}`,
    page: `https://www.youtube.com/watch?v=${id}${start > 0 ? `&t=${start}s` : ''}`,
  }
}

/** `vimeo.com/ID`, `/ID/KEY` for films that are not listed, `player.vimeo.com/video/ID?h=KEY`; played without being followed. */
function vimeo({ hostname, pathname, searchParams, hash }: URL): ExternalFilm | undefined {
  const host = hostname.replace(/^www\./, '')
  if (host !== 'vimeo.com' && host !== 'player.vimeo.com') return undefined
  const [, id, ownKey] = /^\/(?:video\/)?(\d{1,12})(?:\/([\da-f]{1,20}))?\/?$/.exec(pathname) ?? []
  const key = ownKey ?? searchParams.get('h') ?? ''
  if (id === undefined || !/^[\da-f]{0,20}$/.test(key)) return undefined
  const start = secondsOf(/^#t=(.+)$/.exec(hash)?.[1] ?? '')
  return {
    provider: 'Vimeo',
    embed: `https://player.vimeo.com/video/${id}?dnt=1&autoplay=1${key === '' ? '' : `&h=${key}`}${start > 0 ? `#t=${start}s` : ''}`,
    page: `https://vimeo.com/${id}${key === '' ? '' : `/${key}`}`,
  }
}

/** `90`, `90s`, `1m30s`, `1h2m3s`; 0 for anything else. */
function secondsOf(text: string): number {
  const [whole, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?$/.exec(text) ?? []
  return whole ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) : 0
}
