import type { Markup } from '../base/markup.js'
import type { ViewerName } from '../types.js'
import { serialize } from './markup-tree.js'

/** A page to be shown in a frame on another site. */
export interface Framed {
  /** Absolute URL of the page. */
  url: string
  title: string
  /** Size of the picture in CSS pixels, of which the frame keeps the ratio. */
  width: number
  height: number
  /** What the page shows it in. */
  viewer?: ViewerName
}

/**
 * What viewers ask the device for, which a page has to hand on to a frame of another origin
 * (https://w3c.github.io/webappsec-permissions-policy/#iframe-allow-attribute).
 */
const HANDED_ON: Readonly<Partial<Record<ViewerName, string>>> = {
  model: 'xr-spatial-tracking',
  panorama: 'accelerometer; gyroscope; magnetometer; xr-spatial-tracking',
}

/**
 * Code of a frame that is as wide as its place allows and keeps its ratio; where a site's policy takes the style away, the
 * attributes still give it the right size.
 */
export function iframeCode({ url, title, width, height, viewer }: Framed): string {
  const allow = viewer && HANDED_ON[viewer]
  const frame: Markup = {
    tag: 'iframe',
    attributes: [
      ['src', url],
      ['title', title],
      ['width', String(width)],
      ['height', String(height)],
      ['loading', 'lazy'],
      ['allowfullscreen', true],
      ...(allow === undefined ? [] : ([['allow', allow]] as const)),
      ['style', `border:0;width:100%;max-width:${width}px;height:auto;aspect-ratio:${width}/${height}`],
    ],
    children: [],
  }
  return serialize(frame)
}
