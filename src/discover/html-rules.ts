import type { ReferenceRole } from '../types.js'

/** An element as the rules see it: names in lower case, values decoded. */
export interface RuleElement {
  tag: string
  isSvg: boolean
  parent: string | undefined
  get(name: string): string | undefined
}

/** An attribute that holds a URL or a srcset. */
export interface Rule {
  attribute: string
  shape: 'url' | 'srcset'
  role: Extract<ReferenceRole, 'address' | 'link'>
  /** The URL is a picture, so `data-preset` and the like on the element speak of it. */
  picture: boolean
}

const PICTURE = { shape: 'url', role: 'address', picture: true } as const
const MEDIA = { shape: 'url', role: 'address', picture: false } as const
const SRCSET = { shape: 'srcset', role: 'address', picture: true } as const

/** Link types that name a picture, or a file to fetch early. */
const LINK_TYPES = new Set([
  'icon',
  'apple-touch-icon',
  'apple-touch-icon-precomposed',
  'apple-touch-startup-image',
  'mask-icon',
  'preload',
  'prefetch',
  'image_src',
])
/** Metadata whose content is a URL: https://ogp.me and https://developer.x.com/en/docs/x-for-websites/cards/overview/markup. */
const META =
  /^(?:og:(?:image|video|audio)(?::url|:secure_url)?|twitter:image(?::src)?|twitter:player:stream|msapplication-(?:tileimage|square\d+x\d+logo|wide310x150logo))$/i
const META_PICTURE = /image|logo/i

/** What of an element may lead to media. `html-urls.ts` takes `img` and `picture > source` as a whole. */
export function rulesFor(element: RuleElement): readonly Rule[] {
  if (element.isSvg)
    return element.tag === 'image'
      ? [
          { attribute: 'href', ...PICTURE },
          { attribute: 'xlink:href', ...PICTURE },
        ]
      : svgLink(element)
  switch (element.tag) {
    case 'img':
      return [
        { attribute: 'src', ...PICTURE },
        { attribute: 'srcset', ...SRCSET },
        { attribute: 'poster', ...MEDIA },
      ]
    case 'source':
      return element.parent === 'picture' ? [{ attribute: 'srcset', ...SRCSET }] : [{ attribute: 'src', ...MEDIA }]
    case 'video':
      return [
        { attribute: 'src', ...MEDIA },
        { attribute: 'poster', ...PICTURE },
      ]
    case 'audio':
    case 'track':
    case 'embed':
      return [{ attribute: 'src', ...MEDIA }]
    case 'object':
      return [{ attribute: 'data', ...MEDIA }]
    case 'input':
      return element.get('type')?.toLowerCase() === 'image' ? [{ attribute: 'src', ...PICTURE }] : []
    case 'link':
      return isMediaLink(element)
        ? [
            { attribute: 'href', ...PICTURE },
            { attribute: 'imagesrcset', ...SRCSET },
          ]
        : []
    case 'meta':
      return metaRules(element)
    case 'a':
      return [{ attribute: 'href', shape: 'url', role: 'link', picture: true }]
    default:
      return []
  }
}

function svgLink(element: RuleElement): readonly Rule[] {
  return element.tag === 'a' ? [{ attribute: 'href', shape: 'url', role: 'link', picture: true }] : []
}

function isMediaLink(element: RuleElement): boolean {
  const types = element.get('rel')?.toLowerCase().split(/\s+/) ?? []
  return types.some((type) => LINK_TYPES.has(type))
}

function metaRules(element: RuleElement): readonly Rule[] {
  const name = [element.get('property'), element.get('name')].find((value) => value !== undefined && META.test(value.trim()))
  return name === undefined ? [] : [{ attribute: 'content', shape: 'url', role: 'address', picture: META_PICTURE.test(name) }]
}
