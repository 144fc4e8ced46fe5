import { VIEWER_OPTIONS } from '../base/viewer-names.js'
import type { ViewerName } from '../types.js'
import { converted, numberIn, oneOf, wholeIn, yesOrNo, type Value } from './value.js'

export type ViewerOptionName = (typeof VIEWER_OPTIONS)[number]

const degrees = numberIn(-360, 360, 'degrees')

/** Of this site: a player may not lead to another one. */
const playlist = converted(
  'the path of a playlist from the root, such as "/live/all.m3u8"',
  (raw) => (typeof raw === 'string' && raw.length <= 500 && /^\/(?!\/)[^\0-\x1f\\]+\.m3u8$/.test(raw) ? raw : undefined),
  (text) => text,
)

/** Of this site too: Quick Look takes it from where the page is. */
const usdz = converted(
  'the path of a USDZ file from the root, such as "/models/boot.usdz"',
  (raw) => (typeof raw === 'string' && raw.length <= 500 && /^\/(?!\/)[^\0-\x1f\\]+\.usdz$/.test(raw) ? raw : undefined),
  (text) => text,
)

/** Scripts are loaded from there, so it cannot be another site. */
const folder = converted(
  'the path of a folder from the root, such as "/decoders"',
  (raw) => (typeof raw === 'string' && raw.length <= 500 && /^\/(?!\/)[^\0-\x1f\\?#]+$/.test(raw) ? raw : undefined),
  (text) => text,
)

/**
 * How each viewer can be told to behave: options, once, for presets and for references. They become attributes of its
 * element, which holds the defaults.
 */
// oxfmt-ignore
export const viewerOptions: Readonly<Record<ViewerName, Readonly<Partial<Record<ViewerOptionName, Value<string | number | boolean>>>>>> = {
  zoom:          { history: yesOrNo, download: yesOrNo },
  'inline-zoom': { factor: numberIn(1, 20, 'a factor') },
  flyout:        { factor: numberIn(1.5, 10, 'a factor'), side: oneOf('end', 'start', 'inside') },
  'deep-zoom':   { navigator: yesOrNo },
  gallery:       { thumbnails: oneOf('below', 'beside', 'none'), loop: yesOrNo },
  carousel:      { seconds: numberIn(0, 3600, 'seconds'), indicators: oneOf('dots', 'numbers', 'none'), transition: oneOf('slide', 'fade'), loop: yesOrNo },
  spin:          { rows: wholeIn(1, 1000, 'rows'), autospin: yesOrNo, reverse: yesOrNo, loop: yesOrNo },
  mixed:         { thumbnails: oneOf('below', 'beside', 'none'), loop: yesOrNo },
  video:         { loop: yesOrNo, muted: yesOrNo, autoplay: yesOrNo, hls: playlist, transcript: oneOf('auto', 'none') },
  audio:         { loop: yesOrNo, transcript: oneOf('auto', 'none') },
  panorama:      { yaw: degrees, pitch: numberIn(-90, 90, 'degrees'), fov: numberIn(20, 140, 'degrees'), autorotate: numberIn(-30, 30, 'degrees a second') },
  model:         { ar: yesOrNo, autorotate: yesOrNo, usdz, decoders: folder },
  compare:       { vertical: yesOrNo, start: numberIn(0, 100, 'a percentage') },
  document:      { inline: yesOrNo },
}
