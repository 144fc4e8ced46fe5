import { build } from './build-dom.js'
import type { LargePicture } from './large-link.js'

/** A copy of a picture that becomes sharp once somebody wants to see it large. Styled by `.enlarged`. */
export interface Enlarged {
  element: HTMLElement
  /** Asks for the large picture, once, and puts it over the small one when it can be shown at once. False when it cannot be had. */
  load(): Promise<boolean>
}

/** The copy fills whatever box it stands in as the picture fills its own. */
export function enlargedCopy(image: HTMLImageElement, large: LargePicture): Enlarged {
  const element = build('div', { class: 'enlarged' }, copy(image.currentSrc || image.src))
  let loading: Promise<boolean> | undefined
  return { element, load: () => (loading ??= load()) }

  async function load(): Promise<boolean> {
    const sharp = copy(large.src)
    try {
      await sharp.decode()
    } catch {
      loading = undefined
      return false
    }
    element.append(sharp)
    return true
  }
}

/** The picture on the page has the name already. */
function copy(src: string): HTMLImageElement {
  return build('img', { src, alt: '', draggable: 'false' })
}
