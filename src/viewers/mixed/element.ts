import { build, iconOf } from '../base/build-dom.js'
import { onEnd } from '../base/viewer-element.js'
import { RenditionGallery } from '../gallery/element.js'
import type { SlidesParts } from '../slides/slides-element.js'
import { kindIcons, kindOf, kindTexts } from './kinds.js'

/**
 * `<rendition-mixed>`: a gallery of pictures and of whatever has a viewer of its own; small pictures carry a badge that says
 * which. Videos and sounds stop when another slide is shown.
 *
 * Attributes, methods and events are those of `<rendition-gallery>`; viewers inside dispatch their own, which bubble.
 */
export class RenditionMixed extends RenditionGallery {
  protected override nameOfTab(tab: HTMLElement, place: number, parts: SlidesParts, life: AbortSignal): string {
    const name = super.nameOfTab(tab, place, parts, life)
    const kind = kindOf(tab.dataset['kind'])
    if (!kind) return name
    const badge = build('span', { 'data-badge': true }, iconOf(kindIcons[kind]))
    tab.append(badge)
    onEnd(life, () => badge.remove())
    return `${this.texts(kindTexts)[kind]}: ${name}`
  }

  protected override shown(place: number, slides: readonly HTMLElement[]): void {
    for (const [at, slide] of slides.entries()) {
      if (at === place) continue
      for (const media of slide.querySelectorAll<HTMLMediaElement>('video, audio')) media.pause()
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rendition-mixed': RenditionMixed
  }
}
