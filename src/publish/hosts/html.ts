import { extensionOf } from '../../base/site-path.js'

/** True when a host would serve a file of this name as a page, so that a stub can redirect. */
export function isPageAddress(address: string): boolean {
  return ['html', 'htm'].includes(extensionOf(address))
}

/** A page that sends people and crawlers on, for hosts that know no redirects. `to` is a URL. */
export function htmlStub(to: string): string {
  const url = escapeHtml(to)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Moved</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="${url}">
<meta http-equiv="refresh" content="0; url=${url}">
<p>This has moved to <a href="${url}">${url}</a>.</p>
</html>
`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
