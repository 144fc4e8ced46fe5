import { underscoreRedirects } from './underscore-redirects.js'

/** Limits: https://developers.cloudflare.com/pages/configuration/redirects/, the static rules among them. */
export const cloudflareRedirects = underscoreRedirects({ host: 'Cloudflare', rules: 2000, longest: 1000 })
