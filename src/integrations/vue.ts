import { h, type FunctionalComponent } from 'vue'
import { withAlt } from './with-alt.js'

export interface MediaProps {
  /** `html` of an import: `import { html as boot } from './boot.jpg?viewer=zoom&preset=card'`. */
  of: string
  /** What it shows, in words; default: what its sidecar says. */
  alt?: string
  /** The element around it, which gets attributes and listeners. Default `span`, which may stand anywhere. */
  as?: string
}

/**
 * A picture, film, set or whatever else the site publishes, as plain HTML with its viewer. The same on server and client; what
 * viewers add to it is theirs, and Vue leaves it alone.
 */
export const Media: FunctionalComponent<MediaProps> = ({ of, alt, as = 'span' }) => h(as, { innerHTML: withAlt(of, alt) })
Media.props = ['of', 'alt', 'as']
