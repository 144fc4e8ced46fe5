import { TEXT_NAMES } from '../base/text-names.js'
import { checkFields, join, readFields, type Findings } from './findings.js'
import { textUpTo, type Value } from './value.js'

export type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>

const text = textUpTo(200)
const table: Readonly<Record<string, Value<string>>> = Object.fromEntries(TEXT_NAMES.map((name) => [name, text]))

/** The site's own words for viewers: by language tag (lower case, as viewers look them up), then by name. */
export function resolveTexts(given: unknown, findings: Findings): Texts {
  const texts = Object.create(null) as Record<string, Readonly<Record<string, string>>>
  for (const [tag, words] of (given === undefined ? undefined : readFields(given, 'texts', findings)) ?? []) {
    const at = join('texts', tag)
    if (!/^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i.test(tag)) findings.invalid(at, 'a language tag such as "nl" or "pt-BR"', tag)
    texts[tag.toLowerCase()] = checkFields(words, table, at, 'the words of viewers', findings) as Readonly<Record<string, string>>
  }
  return texts
}
