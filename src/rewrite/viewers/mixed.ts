import type { PlannedReference } from '../../types.js'
import { titleOf } from './large.js'
import type { Shown, ViewerMarkup } from './shown.js'
import { enlargedSlide, memberRatio, slidesMarkup, thumbnailsMarkup, type Slide } from './slides.js'

/** `<rendition-mixed>`: a list of pictures and of whatever else has a viewer of its own, with small pictures that choose. */
export const mixedMarkup: ViewerMarkup = (shown: Shown) => {
  const { planned } = shown
  const slides = (planned.members ?? [planned]).map((member) =>
    hasOwnViewer(member) && member !== planned ? viewerSlide(member, shown) : enlargedSlide(member, shown),
  )
  return slidesMarkup('mixed', planned, slides, thumbnailsMarkup(shown))
}

/** A picture with a lightbox is what a picture without a viewer becomes here, too. */
function hasOwnViewer({ viewer }: PlannedReference): boolean {
  return viewer !== undefined && viewer.viewer !== 'zoom'
}

function viewerSlide(member: PlannedReference, { content }: Shown): Slide {
  return { content: content(member), ratio: memberRatio(member), kind: 'viewer', caption: titleOf(member) }
}
