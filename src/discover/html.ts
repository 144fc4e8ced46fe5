import { parse, parseFragment } from 'parse5'
import type { Reference } from '../types.js'
import { readBase, withBase } from './base-url.js'
import { discoverCss, hasLineComments } from './css.js'
import { hostOf, inOrder, type Discovered, type DiscoverOptions } from './discovered.js'
import { pageElement, rawTextOf, type Node, type ParsedElement } from './html-element.js'
import { referencesOf, type Page } from './html-urls.js'
import { NO_WISH } from './query.js'
import { discoverScript } from './script.js'

export interface HtmlOptions extends DiscoverOptions {
  /** The text is a part of a page (Markdown's raw HTML, a component), not a document. */
  fragment?: boolean
}

interface Context {
  insideLink: boolean
  insideParagraph: boolean
  idle: boolean
}

/**
 * Finds what a page asks for, by an HTML parser: comments, `<template>`, `<textarea>`, `<xmp>`, `<script>` and the like
 * are never looked into. `<noscript>` is, as Vite does: without JavaScript its content is live. Remote and `data:` URLs, lone
 * fragments, `?url` and its kind, `vite-ignore` and everything below a `<base>` of another origin are no references.
 */
export function discoverHtml(text: string, file: string, options: HtmlOptions = {}): Discovered {
  const { everything = false, fragment = false } = options
  const root = (fragment ? parseFragment : parse)(text, { sourceCodeLocationInfo: true, scriptingEnabled: false })
  const host = hostOf(text, file)
  const page: Page = { file, everything, base: readBase(baseHref(text, root), file), place: host.place, problems: [] }
  const found = new Map<number, Reference>()
  for (const { element, context } of elementsOf(root, everything)) {
    const live = pageElement(text, element, context)
    const embedded =
      element.tagName === 'style' || element.tagName === 'script' ? embeddedReferences(page, text, element, context.idle) : []
    // The parser repeats an unclosed `<a>` at every paragraph it runs through: one text, several elements.
    for (const reference of [...(live ? referencesOf(page, live) : []), ...embedded]) {
      if (!found.has(reference.urlRange.start)) found.set(reference.urlRange.start, reference)
    }
  }
  return { references: inOrder(found.values()), problems: page.problems }
}

/** All elements in document order, without recursion: pages may be nested thousands deep. */
function* elementsOf(root: Node, templates: boolean): Generator<{ element: ParsedElement; context: Context }> {
  const open: { node: Node; context: Context }[] = [
    { node: root, context: { insideLink: false, insideParagraph: false, idle: false } },
  ]
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const { node } = entry
    let { context } = entry
    if ('tagName' in node) {
      yield { element: node, context }
      if (node.tagName === 'a' && node.attrs.some(({ name }) => name === 'href')) context = { ...context, insideLink: true }
      if (node.tagName === 'p') context = { ...context, insideParagraph: true }
    }
    if ('childNodes' in node) for (const child of node.childNodes.toReversed()) open.push({ node: child, context })
    if (templates && 'content' in node) open.push({ node: node.content, context: { ...context, idle: true } })
  }
}

/** Style sheets in the page; scripts only where nothing is to be replaced. */
function embeddedReferences(page: Page, text: string, element: ParsedElement, idle: boolean): Reference[] {
  const raw = rawTextOf(text, element)
  if (!raw || page.base.kind === 'foreign') return []
  const get = (name: string): string => element.attrs.find((attribute) => attribute.name === name)?.value.toLowerCase() ?? ''
  const host = { at: (offset: number) => raw.offset + offset, place: page.place }
  if (element.tagName === 'style') {
    const lineComments = hasLineComments(get('lang') || get('type').replace(/^text\//, ''))
    const { references } = discoverCss(raw.text, page.file, { host, everything: page.everything, lineComments })
    return references.map((reference) => ({
      ...reference,
      url: withBase(page.base, reference.url) ?? reference.url,
      ...(idle && { wish: NO_WISH, explicit: false }),
    }))
  }
  const isScript = page.everything && /^(?:|module|(?:text|application)\/(?:java|ecma)script)$/.test(get('type'))
  return isScript ? discoverScript(raw.text, page.file, { host }).references : []
}

/** The first `<base>` with a `href` counts. Looked for only where the word stands at all. */
function baseHref(text: string, root: Node): string | undefined {
  if (!/<base/i.test(text)) return undefined
  for (const { element } of elementsOf(root, false)) {
    const href = element.tagName === 'base' ? element.attrs.find(({ name }) => name === 'href') : undefined
    if (href) return href.value
  }
  return undefined
}
