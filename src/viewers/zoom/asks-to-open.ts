import { enclosingLink, linkOf } from '../base/large-link.js'

/**
 * True when a click means "show it large". Clicks with a modifier or another button belong to the link (new tab,
 * download), and so do clicks that someone else has already answered.
 */
export function clickAsksToOpen(event: MouseEvent, element: HTMLElement): boolean {
  if (event.defaultPrevented || event.button !== 0 || hasModifier(event)) return false
  const path = event.composedPath()
  if (enclosingLink(element)) return path.includes(element) || isPictureOnly(element)
  const link = linkOf(element)
  return link ? path.includes(link) : path.includes(element)
}

/** True for the keys of a button: Space on a link, Space and Enter where there is no link. */
export function keyAsksToOpen(event: KeyboardEvent, element: HTMLElement): boolean {
  if (event.defaultPrevented || event.repeat || hasModifier(event)) return false
  const link = linkOf(element)
  if (event.target !== (link ?? element)) return false
  return event.key === ' ' || (!link && event.key === 'Enter')
}

function hasModifier(event: MouseEvent | KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
}

/** A link that holds nothing but the picture opens it by Enter too; one with text (a card) goes where it says. */
function isPictureOnly(element: HTMLElement): boolean {
  return enclosingLink(element)?.textContent.trim() === ''
}
