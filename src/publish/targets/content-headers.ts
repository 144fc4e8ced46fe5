const UTF8 = '; charset=utf-8'

/** Extension → media type, as registered with IANA or, for what is not, as browsers expect it. */
const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bin: 'application/octet-stream',
  bmp: 'image/bmp',
  css: `text/css${UTF8}`,
  csv: `text/csv${UTF8}`,
  dzi: 'application/xml',
  gif: 'image/gif',
  glb: 'model/gltf-binary',
  gltf: 'model/gltf+json',
  heic: 'image/heic',
  html: `text/html${UTF8}`,
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: `text/javascript${UTF8}`,
  json: 'application/json',
  jxl: 'image/jxl',
  m3u8: 'application/vnd.apple.mpegurl',
  m4a: 'audio/mp4',
  m4s: 'video/iso.segment',
  m4v: 'video/mp4',
  md: `text/markdown${UTF8}`,
  mjs: `text/javascript${UTF8}`,
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  mpd: 'application/dash+xml',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  ogv: 'video/ogg',
  opus: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  ts: 'video/mp2t',
  txt: `text/plain${UTF8}`,
  usdz: 'model/vnd.usdz+zip',
  vtt: `text/vtt${UTF8}`,
  wasm: 'application/wasm',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  woff2: 'font/woff2',
  xml: 'application/xml',
  zip: 'application/zip',
}

/** The media type that a path's extension stands for; that of unknown bytes where it stands for none. */
export function contentTypeOf(path: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  return (Object.hasOwn(TYPES, extension) && TYPES[extension]) || 'application/octet-stream'
}

/** How long what stands at a path may be cached: for good when it never changes, else for five minutes. */
export function cacheControlOf(immutable: boolean): string {
  return immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=300'
}
