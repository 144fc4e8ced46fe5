const texts: Readonly<Record<string, string>> = {
  en: 'Enlarge picture',
  de: 'Bild vergrößern',
  fr: 'Agrandir l’image',
  es: 'Ampliar la imagen',
  ja: '画像を拡大',
  zh: '放大图片',
}

/**
 * Name of a trigger whose picture has no alternative text, in the language of a BCP 47 tag (English for those
 * without a translation). Apart from the lightbox's texts because it is needed before those are loaded.
 */
export function enlargeIn(tag: string): string {
  const primary = tag.toLowerCase().split('-')[0] ?? ''
  return (Object.hasOwn(texts, primary) ? texts[primary] : texts['en']) as string
}
