const sheets = new Map<string, CSSStyleSheet>()

/**
 * Applies a style sheet to a document or shadow root, once. Constructed sheets need no permission from a content security
 * policy and no request; one sheet serves every viewer of a kind.
 */
export function adoptStyle(root: Document | ShadowRoot, css: string): void {
  const sheet = sheets.get(css) ?? new CSSStyleSheet()
  if (!sheets.has(css)) sheet.replaceSync(css)
  sheets.set(css, sheet)
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet)
}
