/** The `lang` that applies to an element, looking through shadow roots to their hosts; `''` when none is stated. */
export function nearestLanguage(element: Element): string {
  for (let at: Element | null = element; at; at = hostOf(at)) {
    const stated = at.closest('[lang]')?.getAttribute('lang')
    if (stated) return stated
  }
  return ''
}

function hostOf(element: Element): Element | null {
  const root = element.getRootNode()
  return root instanceof ShadowRoot ? root.host : null
}
