import type { RenditionHotspots } from '../hotspots/element.js'
import type { ZoomItem } from './item.js'
import type { PhotoSwipe } from './photoswipe.js'

/** Lays the hotspots of the shown picture over it, where its page has some; they go where it is moved, and keep their size. */
export function showHotspots(pswp: PhotoSwipe, current: () => ZoomItem, { rightToLeft }: { rightToLeft: boolean }): void {
  let life = new AbortController()
  let host: HTMLElement | undefined
  const clear = (): void => {
    life.abort()
    host?.remove()
    host = undefined
  }
  const size = (): void => {
    const slide = pswp.currSlide
    if (!slide || !host) return
    const { currentResolution, currZoomLevel, width, height, zoomLevels } = slide
    const resolution = currentResolution || zoomLevels.initial
    host.style.setProperty('width', `${width * resolution}px`)
    host.style.setProperty('height', `${height * resolution}px`)
    host.style.setProperty('--pin-scale', String(resolution / currZoomLevel))
  }
  const show = (): void => {
    clear()
    const source = current().element.closest<RenditionHotspots>('rendition-hotspots')
    // Its script may not be there yet, or never come.
    if (!pswp.currSlide || typeof source?.layOver !== 'function') return
    life = new AbortController()
    host = document.createElement('div')
    host.className = 'rendition-zoom-hotspots'
    host.dir = rightToLeft ? 'rtl' : 'ltr'
    // A press on a hotspot is none on the picture.
    host.addEventListener('pointerdown', (event) => event.stopPropagation())
    pswp.currSlide.container.append(host)
    source.layOver(host, life.signal)
    size()
  }
  pswp.on('change', show)
  for (const name of ['zoomPanUpdate', 'imageSizeChange', 'initialZoomInEnd'] as const) pswp.on(name, size)
  pswp.on('destroy', clear)
}
