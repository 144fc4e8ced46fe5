import type { PlannedReference } from '../../types.js'
import type { Attribute } from './shown.js'

/** What the author says of a viewer's behaviour, as attributes of its element; `true` is an attribute without a value. */
export function optionAttributes({ viewer }: PlannedReference): Attribute[] {
  const options = Object.entries(viewer?.options ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return options.map(([name, value]) => [name, value === true ? true : String(value)])
}
