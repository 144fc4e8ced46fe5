/** Words in markup that has to say something without a script. Scripts say them in the language of the page. */
const WORDS = {
  transcript: {
    en: 'Transcript',
    de: 'Abschrift',
    fr: 'Transcription',
    es: 'Transcripción',
    ja: '書き起こし',
    zh: '文字稿',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>

/** A word in a language (BCP 47), else in English. */
export function wordIn(language: string, word: keyof typeof WORDS): string {
  const texts: Readonly<Record<string, string>> = WORDS[word]
  return texts[language.toLowerCase().split('-')[0] ?? ''] ?? WORDS[word].en
}
