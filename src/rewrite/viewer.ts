import type { Markup } from '../base/markup.js'
import { movesByItself } from '../base/moves-by-itself.js'
import type { PlannedReference, ViewerName } from '../types.js'
import { movingPicture } from './moving-picture.js'
import type { View } from './view.js'
import { audioMarkup } from './viewers/audio.js'
import { documentMarkup } from './viewers/document.js'
import { deepZoomMarkup } from './viewers/deep-zoom.js'
import { modelMarkup } from './viewers/model.js'
import { panoramaMarkup } from './viewers/panorama.js'
import { withHotspots } from './viewers/hotspots.js'
import type { ViewerMarkup } from './viewers/shown.js'
import { compareMarkup } from './viewers/compare.js'
import { largeViewer } from './viewers/large-viewer.js'
import { spinMarkup } from './viewers/spin.js'
import { videoMarkup } from './viewers/video.js'
import { carouselMarkup } from './viewers/carousel.js'
import { galleryMarkup } from './viewers/gallery.js'
import { mixedMarkup } from './viewers/mixed.js'

const markups: Readonly<Partial<Record<ViewerName, ViewerMarkup>>> = {
  zoom: largeViewer('rendition-zoom'),
  'inline-zoom': largeViewer('rendition-inline-zoom'),
  flyout: largeViewer('rendition-flyout'),
  spin: spinMarkup,
  compare: compareMarkup,
  video: videoMarkup,
  audio: audioMarkup,
  document: documentMarkup,
  gallery: galleryMarkup,
  carousel: carouselMarkup,
  mixed: mixedMarkup,
  'deep-zoom': deepZoomMarkup,
  panorama: panoramaMarkup,
  model: modelMarkup,
}

/**
 * Puts what a reference shows into its viewer. Inside an author's `<picture>` nothing but sources may stand, so the picture
 * is returned as it is. Its hotspots stand around both. `picture` makes the picture of a planned reference.
 */
export function viewerMarkup(planned: PlannedReference, view: View, picture: (planned: PlannedReference) => Markup[]): Markup[] {
  const { reference, viewer } = planned
  if (movesByItself(planned)) return withHotspots(planned, movingPicture(planned, view, picture))
  const markup = viewer && markups[viewer.viewer]
  if (!markup || reference.role === 'source' || reference.insidePicture) return withHotspots(planned, picture(planned))
  const content = (member: PlannedReference): Markup[] => viewerMarkup(member, view, picture)
  return withHotspots(planned, markup({ planned, view, picture, content }))
}
