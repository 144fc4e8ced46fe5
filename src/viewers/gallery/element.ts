import { build } from '../base/build-dom.js'
import { bringLightbox } from './bring-lightbox.js'
import { followLightbox } from '../slides/follow-lightbox.js'
import { scrollTrack } from '../slides/scroll-track.js'
import { nameOf, positionOf, SlidesElement, type Manner, type SlidesParts } from '../slides/slides-element.js'

/**
 * `<rendition-gallery>`: pictures of which one is shown large, with small ones that choose. A press opens the lightbox, or the
 * large picture where there is none.
 *
 * Attributes: `thumbnails` (`below`, `beside`, `none`), `loop`. Methods: `show(place)`, `next()`, `previous()`; `index` and
 * `count`. Dispatches `rendition:change` (`index`, `count`, `element`: the slide).
 */
export class RenditionGallery extends SlidesElement {
  /** Where the zoom viewer comes from; set by the entry, absent where its script stands in the page. */
  static loadZoom: (() => Promise<unknown>) | undefined

  protected manner(parts: SlidesParts, life: AbortSignal): Manner {
    const { slides } = parts
    followLightbox(this, slides, (place) => this.show(place), life)
    if (RenditionGallery.loadZoom && this.querySelector('rendition-zoom')) bringLightbox(this, RenditionGallery.loadZoom, life)
    const row = this.querySelector<HTMLElement>(':scope > [data-thumbnails]')
    const tabs = [...(row?.children ?? [])].filter((tab) => tab instanceof HTMLElement)
    const hasTabs = row !== null && tabs.length === slides.length
    const position = build('span', { class: 'position', part: 'position', 'aria-hidden': 'true' })
    return {
      makeTrack: scrollTrack,
      loop: this.flagOf('loop', false),
      before: hasTabs ? [] : [position],
      shown: (place) => {
        position.textContent = positionOf(place, parts)
        this.shown(place, slides)
      },
      ...(hasTabs && {
        indicators: {
          row,
          tabs,
          vertical: this.getAttribute('thumbnails') === 'beside',
          names: tabs.map((tab, place) => this.nameOfTab(tab, place, parts, life)),
        },
      }),
    }
  }

  /** Name of what chooses a slide. */
  protected nameOfTab(_tab: HTMLElement, place: number, { slides }: SlidesParts, _life: AbortSignal): string {
    const slide = slides[place]
    return (slide && nameOf(slide)) || String(place + 1)
  }

  /** Called at first and whenever another slide is shown. */
  protected shown(_place: number, _slides: readonly HTMLElement[]): void {}
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-gallery': RenditionGallery
  }
}
