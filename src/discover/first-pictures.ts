import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'
import type { FirstPicture } from '../types.js'
import { parseSrcset } from './srcset.js'

type Element = DefaultTreeAdapterTypes.Element

/** Where tags are text, or wait for a script. */
const INERT = /<!--[^]*?-->|<(script|style|template|noscript|textarea|title|iframe)\b[^]*?<\/\1\s*>/gi
const TAG = String.raw`(?:[^>"']|"[^"]*"|'[^']*')*>`
const PICTURES = new RegExp(String.raw`<picture\b${TAG}[^]*?</picture\s*>|<img\b${TAG}`, 'gi')

/**
 * The pictures of a final page that are to load before everything else (`fetchpriority="high"`), in the format that comes
 * first, which is the most modern one. Only the pictures are parsed, because this is done for every page of every build.
 * Left out: lazy ones, those whose element depends on `media`, and whatever `isOurs` refuses.
 */
export function firstPictures(html: string, isOurs: (url: string) => boolean): FirstPicture[] {
  if (!/fetchpriority/i.test(html)) return []
  return Array.from(html.replace(INERT, '').matchAll(PICTURES), ([text]) => text)
    .filter((text) => /fetchpriority/i.test(text))
    .flatMap((text) => {
      const found = pictureOf(parseFragment(text))
      return found && urlsOf(found).every(isOurs) ? [found] : []
    })
}

function pictureOf(fragment: DefaultTreeAdapterTypes.DocumentFragment): FirstPicture | undefined {
  const [top] = fragment.childNodes.filter(isElement)
  const elements = top?.tagName === 'picture' ? top.childNodes.filter(isElement) : top ? [top] : []
  const image = elements.find(({ tagName }) => tagName === 'img')
  const isFirst = image && valueOf(image, 'fetchpriority')?.toLowerCase() === 'high'
  if (!isFirst || valueOf(image, 'loading')?.toLowerCase() === 'lazy') return undefined
  const sources = elements.slice(0, elements.indexOf(image)).filter(({ tagName }) => tagName === 'source')
  if (sources.some((source) => valueOf(source, 'media') !== undefined)) return undefined
  return candidatesOf(sources[0] ?? image)
}

function candidatesOf(element: Element): FirstPicture | undefined {
  const candidates = parseSrcset(valueOf(element, 'srcset') ?? '').filter(({ valid }) => valid)
  const type = valueOf(element, 'type')
  const typed = type === undefined ? {} : { type }
  const [only] = candidates
  if (!only) {
    const src = valueOf(element, 'src')
    return src ? { href: src, ...typed } : undefined
  }
  if (candidates.length === 1) return { href: only.url, ...typed }
  const smallest = candidates.reduce((a, b) => (Number.parseFloat(b.descriptor) < Number.parseFloat(a.descriptor) ? b : a))
  const isByWidth = candidates.some(({ descriptor }) => descriptor.endsWith('w'))
  const sizes = valueOf(element, 'sizes')?.trim().replace(/\s+/g, ' ') || '100vw'
  return {
    href: smallest.url,
    ...typed,
    imagesrcset: candidates.map(({ url, descriptor }) => `${url} ${descriptor}`.trim()).join(', '),
    ...(isByWidth && { imagesizes: sizes }),
  }
}

function urlsOf({ href, imagesrcset }: FirstPicture): string[] {
  return [href, ...parseSrcset(imagesrcset ?? '').map(({ url }) => url)]
}

function isElement(node: DefaultTreeAdapterTypes.ChildNode): node is Element {
  return 'tagName' in node
}

function valueOf(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value
}
