import { underscoreHeaders } from './underscore-headers.js'
import { underscoreRedirects } from './underscore-redirects.js'

/** Limits: https://developers.cloudflare.com/pages/configuration/redirects/, the static rules among them. */
export const cloudflareRedirects = underscoreRedirects({ host: 'Cloudflare', rules: 2000, longest: 1000 })

/**
 * Every page has one address, to which all others lead: `/about/` for `about/index.html`, `/about` for `about.html`.
 * Limits: https://developers.cloudflare.com/pages/configuration/headers/.
 */
export const cloudflareHeaders = underscoreHeaders((page) => [page.replace(/(?:index)?\.html$/, '')], {
  host: 'Cloudflare',
  rules: 100,
  longest: 2000,
})
