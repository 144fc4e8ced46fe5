import type { Markup } from '../base/markup.js'
import type { Reference } from '../types.js'

/** Attributes that named the asset or the wish; the answer stands in their place. */
const CONSUMED: ReadonlySet<string> = new Set(['src', 'srcset', 'data-preset', 'data-viewer'])

/**
 * What the author wrote on the element and means to keep, in its order: everything but the address, `data-preset`,
 * `data-viewer` and the `data-*` overrides that became part of the wish.
 */
export function ownAttributes(reference: Reference): Markup['attributes'] {
  const { overrides } = reference.wish
  const isOverride = (name: string, value: string): boolean =>
    name.startsWith('data-') && Object.hasOwn(overrides, name.slice(5)) && overrides[name.slice(5)] === value
  return (reference.attributes ?? []).filter(([name, value]) => !CONSUMED.has(name) && !isOverride(name, value))
}
