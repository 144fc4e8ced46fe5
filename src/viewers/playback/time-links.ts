import { playFrom } from './go-to.js'

/** Links into the film (`#t=12.5`) below an element play it from there, instead of leaving the page. */
export function playFromLinks(
  element: HTMLElement,
  media: HTMLMediaElement,
  life: AbortSignal,
  sought: (time: number) => void,
): void {
  const follow = (event: MouseEvent): void => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('[data-transcript] a[href*="#t="]') : null
    const time = link && timeOf(link.hash)
    // A new tab is what was asked for then.
    if (time === undefined || time === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    playFrom(media, time, life)
    sought(time)
  }
  element.addEventListener('click', follow, { signal: life })
}

/** Seconds of a fragment (https://www.w3.org/TR/media-frags/#naming-time): `#t=12.5`, `#t=1:02`, `#t=npt:3,9`; undefined for others. */
export function timeOf(fragment: string): number | undefined {
  const [, text] = /^#t=(?:npt:)?(\d+(?::\d{1,2}){0,2}(?:\.\d+)?)(?:,|$)/.exec(fragment) ?? []
  return text?.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
