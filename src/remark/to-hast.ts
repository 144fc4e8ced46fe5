import type { ElementContent, Properties } from 'hast'
import type { RootContent } from 'mdast'
import { find, html } from 'property-information'
import { ATTRIBUTE_NAME, type Markup, type MarkupNode } from '../base/markup.js'

/**
 * Markup as Markdown nodes that remark-rehype turns into exactly that markup (`data.hName` and so on,
 * https://github.com/syntax-tree/mdast-util-to-hast#fields-on-nodes), so that no raw HTML has to be allowed.
 */
export function markupToMdast(nodes: readonly MarkupNode[], position: RootContent['position']): RootContent[] {
  return nodes.map((node) => {
    if (typeof node === 'string') return { type: 'text', value: node, position }
    return elementNode(node.tag, propertiesOf(node.attributes), { hChildren: node.children.map(markupToHast) }, [], position)
  })
}

/** A Markdown node that becomes an element: around its children, or around `hChildren`. */
export function elementNode(
  hName: string,
  hProperties: Properties,
  data: { hChildren?: ElementContent[] },
  children: RootContent[],
  position: RootContent['position'],
): RootContent {
  // A type nobody else handles; mdast's own list of types is closed, though its readers are told to expect others.
  return { type: 'rendition', children, position, data: { hName, hProperties, ...data } } as unknown as RootContent
}

/** Attributes under the names and in the types that hast uses: `className: ['a', 'b']`, `srcSet`, `width: 640`. */
export function propertiesOf(attributes: Markup['attributes']): Properties {
  const properties: Properties = {}
  for (const [name, value] of attributes) {
    if (!ATTRIBUTE_NAME.test(name) || name === '__proto__') continue
    const info = find(html, name)
    properties[info.property] = propertyValue(info, value)
  }
  return properties
}

/** The way back, for attributes that another plugin put on a node. */
export function attributesOf(properties: Properties | undefined): [string, string][] {
  return Object.entries(properties ?? {}).flatMap(([name, value]): [string, string][] => {
    if (value === null || value === undefined || value === false) return []
    const info = find(html, name)
    const text = Array.isArray(value) ? value.join(info.commaSeparated ? ',' : ' ') : value === true ? '' : String(value)
    return [[info.attribute, text]]
  })
}

function markupToHast(node: MarkupNode): ElementContent {
  if (typeof node === 'string') return { type: 'text', value: node }
  return {
    type: 'element',
    tagName: node.tag,
    properties: propertiesOf(node.attributes),
    children: node.children.map(markupToHast),
  }
}

function propertyValue(info: ReturnType<typeof find>, value: string | true): Properties[string] {
  if (value === true || info.boolean) return true
  if (info.overloadedBoolean) return value === '' ? true : value
  if (info.spaceSeparated) return value.split(/[\t\n\f\r ]+/).filter(Boolean)
  if (info.commaSeparated) return value.split(',').map((part) => part.trim())
  // Only what is written back the same is a number.
  return info.number && String(Number(value)) === value ? Number(value) : value
}
