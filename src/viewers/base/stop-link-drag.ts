/**
 * Inside a link, browsers take the way of a pressed mouse for the wish to drag the link elsewhere. Not so while a viewer that is
 * itself dragged lives there.
 */
export function stopLinkDrag(viewer: Element, life: AbortSignal): void {
  viewer.closest('a[href]')?.addEventListener('dragstart', (event) => event.preventDefault(), { signal: life })
}
