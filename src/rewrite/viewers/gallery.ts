import { enlargedSlide, slidesMarkup, thumbnailsMarkup } from './slides.js'
import type { Shown, ViewerMarkup } from './shown.js'

/** `<rendition-gallery>`: a list of pictures, each a link to its large form, and small pictures that choose among them. */
export const galleryMarkup: ViewerMarkup = (shown: Shown) => {
  const { planned } = shown
  const slides = (planned.members ?? [planned]).map((member) => enlargedSlide(member, shown))
  return slidesMarkup('gallery', planned, slides, thumbnailsMarkup(shown))
}
