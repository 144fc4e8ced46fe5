import { underscoreHeaders } from './underscore-headers.js'
import { underscoreRedirects } from './underscore-redirects.js'

export const netlifyRedirects = underscoreRedirects()

/** A rule for `/about/` holds for `/about` as well. */
export const netlifyHeaders = underscoreHeaders((page) => [...new Set([page.replace(/(?:index)?\.html$/, ''), page])])
