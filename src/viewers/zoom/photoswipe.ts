/** The one door to PhotoSwipe (https://photoswipe.com, MIT), so that it can be replaced. */
import PhotoSwipe from 'photoswipe'

export { PhotoSwipe }
export type PhotoSwipeOptions = NonNullable<ConstructorParameters<typeof PhotoSwipe>[0]>
