/** A language (BCP 47) in its own words: `Deutsch`; the tag where nobody knows them. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language', fallback: 'code' }).of(tag) ?? tag
}
