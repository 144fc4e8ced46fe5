import { textsFor, type TextsByLanguage } from '../base/texts.js'

export const enlargeTexts: TextsByLanguage<'enlarge'> = {
  en: { enlarge: 'Enlarge picture' },
  de: { enlarge: 'Bild vergrößern' },
  fr: { enlarge: 'Agrandir l’image' },
  es: { enlarge: 'Ampliar la imagen' },
  ja: { enlarge: '画像を拡大' },
  zh: { enlarge: '放大图片' },
}

/**
 * Name of a trigger whose picture has no alternative text, in the language of a BCP 47 tag. Apart from the lightbox's texts
 * because it is needed before those are loaded.
 */
export function enlargeIn(tag: string): string {
  return textsFor(enlargeTexts, tag).enlarge
}
