import { build, button } from '../base/build-dom.js'
import { PLAY } from '../base/icons.js'
import { fillIn } from '../base/texts.js'
import { onEnd } from '../base/viewer-element.js'

/** Players that may be put into a page, whatever its markup says. */
const ORIGINS: readonly string[] = ['https://www.youtube-nocookie.com', 'https://player.vimeo.com']

/** What such a player needs, and no more: it may not lead the page elsewhere. */
const SANDBOX = 'allow-scripts allow-same-origin allow-presentation allow-popups allow-popups-to-escape-sandbox'

export interface ExternalTexts {
  play: string
  external: string
}

/** The address of a player at another site; undefined where there is none, or it is none of those that may be. */
export function embedOf(element: Element): string | undefined {
  const address = element.getAttribute('embed')
  return address !== null && URL.canParse(address) && ORIGINS.includes(new URL(address).origin) ? address : undefined
}

/**
 * A button over the poster of a film at another site, and what pressing it means. Before that nothing is asked of the other
 * site; then its player stands in the place of the poster. Where the page's policy forbids that (it takes `frame-src` with the
 * player's origin), the poster stays the link that it was. `played` is called when somebody pressed.
 */
export function externalControls(
  element: HTMLElement,
  link: HTMLAnchorElement,
  embed: string,
  texts: ExternalTexts,
  life: AbortSignal,
  played: () => void,
): HTMLElement {
  const provider = element.getAttribute('provider') ?? new URL(embed).hostname
  const title = element.querySelector('img')?.alt || provider
  const control = button(`${texts.play}: ${title}`, 'start', PLAY, { class: 'start' })
  const words = build('p', { part: 'external', class: 'external' }, fillIn(texts.external, { provider }))
  const over = build('div', { part: 'over', class: 'over' }, control, words)
  let frame: HTMLIFrameElement | undefined
  const close = (): void => {
    frame?.remove()
    frame = undefined
    over.replaceChildren(control, words)
    link.inert = false
  }
  const open = (event: MouseEvent): void => {
    if (frame || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    frame = build('iframe', {
      src: embed,
      title,
      part: 'frame',
      class: 'frame',
      sandbox: SANDBOX,
      allow: 'autoplay; encrypted-media; fullscreen; picture-in-picture',
      allowfullscreen: true,
      // The player wants to know which site shows it, not which page.
      referrerpolicy: 'strict-origin',
    })
    over.replaceChildren(frame)
    link.inert = true
    frame.focus()
    played()
  }
  const stayLink = ({ effectiveDirective, blockedURI }: SecurityPolicyViolationEvent): void => {
    if (!frame || effectiveDirective !== 'frame-src' || !embed.startsWith(blockedURI)) return
    close()
    location.assign(link.href)
  }
  control.addEventListener('click', open, { signal: life })
  link.addEventListener('click', open, { signal: life })
  document.addEventListener('securitypolicyviolation', stayLink, { signal: life })
  onEnd(life, close)
  return over
}
