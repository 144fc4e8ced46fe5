import type { PlannedReference } from '../../types.js'
import { withHotspots } from './hotspots.js'
import { linkName, titleOf } from './large.js'
import { element, type Shown, type ViewerMarkup } from './shown.js'
import { ratioOf, slidesMarkup, type Slide } from './slides.js'

/** `<rendition-carousel>`: a list of pictures with captions, each a link where the author gave one. */
export const carouselMarkup: ViewerMarkup = (shown: Shown) => {
  const { planned } = shown
  return slidesMarkup(
    'carousel',
    planned,
    (planned.members ?? [planned]).map((member) => bannerSlide(member, shown)),
  )
}

function bannerSlide(member: PlannedReference, { picture }: Shown): Slide {
  const content = picture(member)
  const linked = member.link === undefined ? content : [element('a', [['href', member.link], ...linkName(member)], content)]
  return { content: withHotspots(member, linked), ratio: ratioOf(content), kind: 'picture', caption: titleOf(member) }
}
