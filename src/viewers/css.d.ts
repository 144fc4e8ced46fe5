/** Vite gives the minified text of a style sheet for `?inline`; the viewers adopt it as a constructed sheet. */
declare module '*.css?inline' {
  const css: string
  export default css
}
