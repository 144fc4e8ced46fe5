/** Every viewer there is; each is an element `<rendition-…>`. */
export const VIEWER_NAMES = [
  'zoom',
  'inline-zoom',
  'flyout',
  'deep-zoom',
  'gallery',
  'carousel',
  'spin',
  'mixed',
  'video',
  'audio',
  'panorama',
  'model',
  'compare',
  'document',
] as const

/** Those that show several things as one. */
export const SET_VIEWERS: readonly string[] = [
  'gallery',
  'carousel',
  'spin',
  'mixed',
  'compare',
] satisfies readonly (typeof VIEWER_NAMES)[number][]

/** What a reference or a viewer preset may say about how a viewer behaves. No name is also that of a preset's field. */
export const VIEWER_OPTIONS = [
  'history',
  'download',
  'factor',
  'side',
  'navigator',
  'thumbnails',
  'seconds',
  'indicators',
  'transition',
  'loop',
  'rows',
  'autospin',
  'reverse',
  'muted',
  'autoplay',
  'hls',
  'transcript',
  'usdz',
  'decoders',
  'yaw',
  'pitch',
  'fov',
  'autorotate',
  'ar',
  'vertical',
  'start',
  'inline',
] as const
