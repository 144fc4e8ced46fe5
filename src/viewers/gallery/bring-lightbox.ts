/** A press with another button or key has another meaning, such as a new tab. */
type Press = Pick<MouseEvent, 'button' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'defaultPrevented'>

/**
 * Fetches the zoom viewer when somebody comes near what it opens, so that a page that is only looked at loads nothing of it. A
 * press that is quicker waits for it, and goes where the link leads when it cannot be had.
 */
export function bringLightbox(host: HTMLElement, load: () => Promise<unknown>, life: AbortSignal): void {
  const fetch = (): void => void load().catch(() => undefined)
  for (const name of ['pointerover', 'focusin']) host.addEventListener(name, fetch, { once: true, signal: life })
  // An address may name a picture that is to be open.
  if (location.hash.startsWith('#zoom=')) fetch()
  host.addEventListener('click', (event) => open(event), { signal: life })

  function open(event: MouseEvent): void {
    const zoom = event.target instanceof Element ? event.target.closest('rendition-zoom:not(:defined)') : null
    const link = zoom?.querySelector('a')
    if (!zoom || !link || !isPlain(event)) return
    event.preventDefault()
    load().then(
      () => void (zoom as HTMLElementTagNameMap['rendition-zoom']).open(),
      () => location.assign(link.href),
    )
  }
}

function isPlain({ button, ctrlKey, metaKey, shiftKey, altKey, defaultPrevented }: Press): boolean {
  return button === 0 && !(ctrlKey || metaKey || shiftKey || altKey || defaultPrevented)
}
