import { ATTRIBUTE_NAME, type Markup, type MarkupNode } from '../base/markup.js'
import { escapeFor } from './escape.js'

export type { Markup, MarkupNode } from '../base/markup.js'

/** Elements without an end tag (https://html.spec.whatwg.org/multipage/syntax.html#void-elements). */
const VOID: ReadonlySet<string> = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))

/**
 * HTML of a tree. Parsing it gives the same tree again, except that NUL, which HTML cannot hold, becomes U+FFFD.
 * Attributes whose name is not a plain one are left out.
 */
export function serialize(markup: MarkupNode | readonly MarkupNode[]): string {
  if (typeof markup === 'string') return escapeFor('html', markup)
  if (isList(markup)) return markup.map((node) => serialize(node)).join('')
  const open = `<${markup.tag}${markup.attributes.map(serializeAttribute).join('')}>`
  if (VOID.has(markup.tag)) return open
  const content = markup.tag === 'script' ? markup.children.map(asData).join('') : serialize(markup.children)
  return `${open}${content}</${markup.tag}>`
}

/** The value of an attribute; undefined when the element does not have it. */
export function attributeOf(attributes: Markup['attributes'], name: string): string | undefined {
  const value = attributes.find(([key]) => key === name)?.[1]
  return value === true ? '' : value
}

/** A data block is no HTML; what could end it is written as JSON can. */
function asData(node: MarkupNode): string {
  return typeof node === 'string' ? node.replace(/</g, '\\u003c') : ''
}

function serializeAttribute([name, value]: Markup['attributes'][number]): string {
  if (!ATTRIBUTE_NAME.test(name)) return ''
  return value === true ? ` ${name}` : ` ${name}="${escapeFor('html-attribute', value)}"`
}

function isList(markup: Markup | readonly MarkupNode[]): markup is readonly MarkupNode[] {
  return Array.isArray(markup)
}
