import { underscoreRedirects } from './underscore-redirects.js'

export const netlifyRedirects = underscoreRedirects()
