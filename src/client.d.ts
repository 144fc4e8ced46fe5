/**
 * Types for imports with a built-in preset: `import lake from './lake.jpg?preset=thumb'`.
 * Add `"types": ["vite-plugin-renditions/client"]` to `compilerOptions`, or write
 * `/// <reference types="vite-plugin-renditions/client" />` in one file. The plugin writes the site's own presets
 * to `.renditions/types.d.ts`. `html` is what an `<img>` with that address becomes in a page.
 */
declare module '*?preset=default' {
  const rendition: import('./types.js').RenditionData
  export default rendition
  export const html: string
}
declare module '*?preset=thumb' {
  const rendition: import('./types.js').RenditionData
  export default rendition
  export const html: string
}
declare module '*?preset=social' {
  const rendition: import('./types.js').RenditionData
  export default rendition
  export const html: string
}
declare module '*?preset=zoom' {
  const rendition: import('./types.js').RenditionData
  export default rendition
  export const html: string
}
declare module '*?preset=film' {
  const rendition: import('./types.js').FilmData
  export default rendition
  export const html: string
}
declare module '*?preset=clip' {
  const rendition: import('./types.js').FilmData
  export default rendition
  export const html: string
}
declare module '*?preset=loop' {
  const rendition: import('./types.js').FilmData
  export default rendition
  export const html: string
}
declare module '*?preset=sound' {
  const rendition: import('./types.js').SoundData
  export default rendition
  export const html: string
}
