/** Codes of ISO 639-2 that are no language: undetermined, several, none, uncoded, and those for private use. */
const NONE = /^(?:und|mul|zxx|mis|q[a-t][a-z])$/

/** What a file calls the language of a track (ISO 639-2, or BCP 47 already) as BCP 47; undefined where it is none. */
export function languageOf(written: string | undefined): string | undefined {
  if (written === undefined || !/^[A-Za-z]{2,3}(?:[-_]|$)/.test(written)) return undefined
  try {
    const [tag] = Intl.getCanonicalLocales(written.replaceAll('_', '-'))
    return tag === undefined || NONE.test(tag.split('-')[0] ?? '') ? undefined : tag
  } catch {
    return undefined
  }
}
