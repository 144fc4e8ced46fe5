/** Attribute of what stands in a page for a film until it is encoded (dev); its value is said again when it is. */
export const ENCODING = 'data-rendition-encoding'

/** Event of Vite's connection to the page: the film of `id` is encoded, and is played from `sources`. */
export const ENCODED = 'renditions:encoded'

/** What that event tells. */
export interface EncodedFilm {
  id: string
  sources: readonly { src: string; type?: string }[]
  /** Of a GIF: what stands in its place. */
  html?: string
}

/** In a page of the dev server: puts what was encoded in the place of the source, without a reload; where somebody plays it, once it pauses. */
export const FILM_CLIENT = `
const show = (media, old, sources) => {
  for (const { src, type } of sources) {
    const source = document.createElement('source')
    source.src = src
    if (type) source.type = type
    if (old[0]?.media) source.media = old[0].media
    media.insertBefore(source, old[0] ?? media.firstChild)
  }
  for (const source of old) source.remove()
  // Nothing is fetched before it is played, which a call of load() would do.
  if (media.readyState === 0 && media.preload === 'none') {
    media.addEventListener('play', () => (media.load(), media.play().catch(() => undefined)), { once: true })
    return
  }
  const { currentTime } = media
  media.load()
  if (currentTime > 0) media.addEventListener('loadedmetadata', () => (media.currentTime = currentTime), { once: true })
}
const replace = (marked, sources, html) => {
  const media = marked.closest('video, audio')
  if (!media) {
    const picture = marked.closest('picture') ?? marked
    if (html) picture.outerHTML = html
    return
  }
  const old = marked === media ? [...media.querySelectorAll(':scope > source')] : [marked]
  marked.removeAttribute('${ENCODING}')
  if (media.paused || media.autoplay) show(media, old, sources)
  else media.addEventListener('pause', () => show(media, old, sources), { once: true })
}
import.meta.hot?.on('${ENCODED}', ({ id, sources, html }) => {
  for (const marked of document.querySelectorAll('[${ENCODING}="' + CSS.escape(id) + '"]')) replace(marked, sources, html)
})
`
