import { build } from './build-dom.js'

/** A place in a shadow root where news for screen readers appear; empty and out of sight. Styled by `controls.css`. */
export function announcer(): { element: HTMLElement; say(text: string): void } {
  const element = build('div', { role: 'status', part: 'status', class: 'status' })
  return {
    element,
    say(text) {
      if (element.textContent !== text) element.textContent = text
    },
  }
}
