/** A link that leads somewhere; a `javascript:` one would run in the page (https://url.spec.whatwg.org/#url-parsing drops what is taken out first). */
export function isSafeLink(link: string): boolean {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(link.replace(/^[\0-\x20]+|[\t\n\r]/g, ''))?.[1]
  return scheme === undefined || ['http', 'https', 'mailto', 'tel', 'sms'].includes(scheme.toLowerCase())
}
