import type { DefaultTreeAdapterTypes } from 'parse5'
import { attributeValue, type AttributeValue } from './attribute-value.js'
import type { RuleElement } from './html-rules.js'

export type Node = DefaultTreeAdapterTypes.Node
export type ParsedElement = DefaultTreeAdapterTypes.Element

/** An element of a page with all that its references need. */
export interface PageElement extends RuleElement {
  /** Decoded, names in lower case, in the author's order. */
  attributes: readonly (readonly [name: string, value: string])[]
  /** Range of the start tag; for `<img>` and `<source>` that is all of it. */
  start: number
  end: number
  /** What the element around it says by `data-preset`. */
  parentPreset?: string
  /** Inside `<a href>`. */
  insideLink: boolean
  /** It stands inside a `<p>`. */
  insideParagraph: boolean
  /** Of a `<video>` without an address of its own: the `<source>` that comes first in it, behind nothing but white space. */
  lead?: PageElement
  /** Of such a `<source>`: the `<video>` around it. */
  player?: PageElement
  /** Not live: `<template>` content, or handed to Vite by `vite-ignore`. */
  idle: boolean
  /** An attribute's value with its place; undefined when there is none, or it cannot be placed. */
  value(name: string): AttributeValue | undefined
}

const SVG = 'http://www.w3.org/2000/svg'

interface ElementContext {
  insideLink: boolean
  insideParagraph: boolean
  idle: boolean
}

/** Undefined for elements that ask for nothing: without attributes, or added by the parser and nowhere in the text. */
export function pageElement(text: string, element: ParsedElement, context: ElementContext): PageElement | undefined {
  const own = elementAlone(text, element, context)
  if (own?.tag === 'video') {
    const source = leadOf(element)
    const lead = source && elementAlone(text, source, context)
    return lead ? { ...own, lead: { ...lead, player: own } } : own
  }
  const parent = element.parentNode
  if (own?.tag !== 'source' || !parent || !('tagName' in parent) || leadOf(parent) !== element) return own
  const player = elementAlone(text, parent, context)
  return player ? { ...own, player } : own
}

/** The `<source>` that comes first in a `<video>` without an address of its own. */
function leadOf(element: ParsedElement): ParsedElement | undefined {
  if (element.tagName !== 'video' || element.attrs.some(({ name }) => name === 'src')) return undefined
  const first = element.childNodes.find((node) => !('value' in node) || node.value.trim() !== '')
  return first && 'tagName' in first && first.tagName === 'source' ? first : undefined
}

function elementAlone(text: string, element: ParsedElement, context: ElementContext): PageElement | undefined {
  const location = element.sourceCodeLocation
  if (!location || element.attrs.length === 0) return undefined
  const tag = location.startTag ?? location
  const attributes = element.attrs.map(
    ({ name, prefix, value }) => [(prefix ? `${prefix}:${name}` : name).toLowerCase(), value] as const,
  )
  const values = new Map(attributes)
  const parent = element.parentNode
  return {
    tag: element.tagName.toLowerCase(),
    isSvg: element.namespaceURI === SVG,
    parent: parent && 'tagName' in parent ? parent.tagName : undefined,
    ...presetOf(parent),
    attributes,
    start: tag.startOffset,
    end: tag.endOffset,
    insideLink: context.insideLink,
    insideParagraph: context.insideParagraph,
    idle: context.idle || values.has('vite-ignore'),
    get: (name) => values.get(name),
    value(name) {
      const value = values.get(name)
      const at = location.attrs?.[name]
      return value === undefined || !at ? undefined : attributeValue(text, at.startOffset, at.endOffset, value)
    },
  }
}

function presetOf(parent: ParsedElement['parentNode']): Pick<PageElement, 'parentPreset'> {
  const preset = parent && 'attrs' in parent ? parent.attrs.find(({ name }) => name === 'data-preset') : undefined
  return preset ? { parentPreset: preset.value } : {}
}

/** Text of `<style>` or `<script>` as it stands in the document, with its offset. */
export function rawTextOf(text: string, element: ParsedElement): { text: string; offset: number } | undefined {
  const [child] = element.childNodes
  const location = child?.sourceCodeLocation
  if (!child || child.nodeName !== '#text' || !location || element.namespaceURI === SVG) return undefined
  return { text: text.slice(location.startOffset, location.endOffset), offset: location.startOffset }
}
