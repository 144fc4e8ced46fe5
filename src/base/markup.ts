/** An HTML element as plain data. `true` is an attribute without a value. */
export interface Markup {
  tag: string
  attributes: readonly (readonly [name: string, value: string | true])[]
  children: readonly MarkupNode[]
}

/** An element, or text. */
export type MarkupNode = Markup | string

/** What an attribute's name may look like when it comes from content; others could break out of the tag. */
export const ATTRIBUTE_NAME = /^[a-zA-Z_:][\w:.-]*$/
