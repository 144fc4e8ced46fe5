import type { ZoomDialog } from './dialog.js'
import { sameShape, thumbnailBounds, type ThumbnailBounds } from './geometry.js'
import type { ZoomItem } from './item.js'
import type { PhotoSwipe, PhotoSwipeOptions } from './photoswipe.js'
import type { ZoomTexts } from './texts.js'

/** PhotoSwipe's options for these pictures, which it gets in the order they have on screen, from left to right. */
export function optionsFor(
  items: readonly ZoomItem[],
  screenIndex: number,
  texts: ZoomTexts,
  { element, rightToLeft }: ZoomDialog,
): PhotoSwipeOptions {
  const onScreen = rightToLeft ? items.toReversed() : items
  return {
    dataSource: onScreen.map(slideOf),
    index: screenIndex,
    appendToEl: element,
    // The surrounding <dialog> does these three.
    escKey: false,
    trapFocus: false,
    returnFocus: false,
    arrowKeys: false,
    bgOpacity: 1,
    preload: [1, 1],
    wheelToZoom: true,
    imageClickAction: 'zoom',
    closeTitle: texts.close,
    zoomTitle: texts.zoom,
    arrowPrevTitle: rightToLeft ? texts.next : texts.previous,
    arrowNextTitle: rightToLeft ? texts.previous : texts.next,
    errorMsg: texts.failed,
    counter: false,
  }
}

/** Lets the picture grow out of the small one on the page, and shrink back into it, where both can be seen. */
export function animateFrom(pswp: PhotoSwipe, items: readonly ZoomItem[], place: () => number): void {
  const bounds = (): ThumbnailBounds | undefined => {
    const item = items[place()]
    return item && boundsOf(item)
  }
  // PhotoSwipe fades when there are no bounds, though its types do not say that a filter may give none.
  pswp.addFilter('thumbBounds', bounds as () => ThumbnailBounds)
}

function slideOf(item: ZoomItem): Record<string, unknown> {
  const { src, srcset, width, height, alt, image } = item
  return {
    src,
    ...(srcset && { srcset }),
    width,
    height,
    alt,
    ...(image && isPreview(image, item) && { msrc: image.currentSrc }),
  }
}

/** The small picture can stand in while the large one loads, unless it is cut to another shape. */
function isPreview(image: HTMLImageElement, item: ZoomItem): boolean {
  return image.currentSrc !== '' && sameShape({ width: image.naturalWidth, height: image.naturalHeight }, item)
}

function boundsOf(item: ZoomItem): ThumbnailBounds | undefined {
  const { image } = item
  if (!image || !isPreview(image, item)) return undefined
  const viewport = { width: document.documentElement.clientWidth, height: window.innerHeight }
  return thumbnailBounds(image.getBoundingClientRect(), item, getComputedStyle(image).objectFit, viewport)
}
