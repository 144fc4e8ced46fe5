import { createElement, useMemo, type HTMLAttributes, type ReactElement, type Ref } from 'react'
import { withAlt } from './with-alt.js'

export interface MediaProps extends Omit<HTMLAttributes<HTMLElement>, 'children' | 'dangerouslySetInnerHTML'> {
  /** `html` of an import: `import { html as boot } from './boot.jpg?viewer=zoom&preset=card'`. */
  of: string
  /** What it shows, in words; default: what its sidecar says. */
  alt?: string
  /** The element around it. Default `span`, which may stand anywhere. */
  as?: 'span' | 'div' | 'figure' | 'li' | 'section' | 'td'
  /** The element around it, on which events of viewers arrive. React 19. */
  ref?: Ref<HTMLElement>
}

/**
 * A picture, film, set or whatever else the site publishes, as plain HTML with its viewer. The same on server and client; what
 * viewers add to it is theirs, and React leaves it alone.
 */
export function Media({ of, alt, as = 'span', ...attributes }: MediaProps): ReactElement {
  // React writes it into the page again whenever it is another object.
  const content = useMemo(() => ({ __html: withAlt(of, alt) }), [of, alt])
  // A viewer may have come to life before React takes the page over.
  return createElement(as, { ...attributes, suppressHydrationWarning: true, dangerouslySetInnerHTML: content })
}
