import type { Markup } from '../base/markup.js'
import { serialize } from './markup-tree.js'

/** A page to be shown in a frame on another site. */
export interface Framed {
  /** Absolute URL of the page. */
  url: string
  title: string
  /** Size of the picture in CSS pixels, of which the frame keeps the ratio. */
  width: number
  height: number
}

/**
 * Code of a frame that is as wide as its place allows and keeps its ratio; where a site's policy takes the style away, the
 * attributes still give it the right size.
 */
export function iframeCode({ url, title, width, height }: Framed): string {
  const frame: Markup = {
    tag: 'iframe',
    attributes: [
      ['src', url],
      ['title', title],
      ['width', String(width)],
      ['height', String(height)],
      ['loading', 'lazy'],
      ['allowfullscreen', true],
      ['style', `border:0;width:100%;max-width:${width}px;height:auto;aspect-ratio:${width}/${height}`],
    ],
    children: [],
  }
  return serialize(frame)
}
