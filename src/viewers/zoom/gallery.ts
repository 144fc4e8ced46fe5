import { readItem, type ZoomItem } from './item.js'

const TAG = 'rendition-zoom'

/**
 * The pictures that belong together with `element`, in the order of the page: those in the nearest
 * `[data-zoom-group]` or `.media-set`, or, when the element itself has `data-zoom-group`, all with the same value.
 * Elements that cannot be shown are left out; the list is empty when `element` itself cannot.
 */
export function galleryOf(element: HTMLElement): ZoomItem[] {
  const own = readItem(element)
  if (!own) return []
  const members = membersOf(element)
  if (!members.includes(element)) return [own]
  return members.map(readItem).filter((item) => item !== undefined)
}

function membersOf(element: HTMLElement): HTMLElement[] {
  const group = element.closest<HTMLElement>('[data-zoom-group], .media-set')
  if (!group) return [element]
  if (group !== element) return [...group.querySelectorAll<HTMLElement>(TAG)]
  const root = element.getRootNode() as Document | ShadowRoot
  const value = element.dataset['zoomGroup'] ?? ''
  return [...root.querySelectorAll<HTMLElement>(`${TAG}[data-zoom-group="${CSS.escape(value)}"]`)]
}
