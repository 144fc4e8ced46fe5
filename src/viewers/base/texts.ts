/** Words by their names, in one language. */
export type Texts<Name extends string> = Readonly<Record<Name, string>> & { /** BCP 47 tag. */ readonly language: string }

/** The built-in words of a viewer; English has all of them. */
export type TextsByLanguage<Name extends string> = Readonly<Record<'en', Readonly<Record<Name, string>>>> &
  Readonly<Record<string, Readonly<Partial<Record<Name, string>>>>>

/** Where a site's own words lie (option `texts`), by language and name: put there by a script of the site, before or after this one. */
const OWN = Symbol.for('vite-plugin-renditions.texts')

/**
 * The words for a BCP 47 tag: the site's own come before the built-in ones, the whole tag before its primary language
 * (`de-AT`, then `de`), and English where there are none.
 */
export function textsFor<Name extends string>(table: TextsByLanguage<Name>, tag: string): Texts<Name> {
  const own = (globalThis as { [OWN]?: Readonly<Record<string, Readonly<Record<string, string>>>> })[OWN] ?? {}
  const tags = [tag.toLowerCase(), tag.toLowerCase().split('-')[0] ?? '']
  // The later come first; without `toReversed`, which browsers of 2022 do not have.
  const [whole, primary] = tags.map((one) => [table, own].map((texts) => (Object.hasOwn(texts, one) ? texts[one] : undefined)))
  const language = tags.find((one) => Object.hasOwn(own, one) || Object.hasOwn(table, one)) ?? 'en'
  const english = language === 'en' ? own['en'] : undefined
  return Object.assign({}, table.en, english, ...(primary ?? []), ...(whole ?? []), { language }) as Texts<Name>
}

/** `{index} of {count}` with its values. */
export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
