import type { TextsByLanguage } from '../base/texts.js'

export type CompareText = 'before' | 'after' | 'name' | 'value'

/** What the viewer says. Titles of the pictures take the places of `before` and `after`. */
export const compareTexts: TextsByLanguage<CompareText> = {
  en: { before: 'Before', after: 'After', name: 'Line between “{before}” and “{after}”', value: '{percent} % {before}' },
  de: { before: 'Vorher', after: 'Nachher', name: 'Linie zwischen „{before}“ und „{after}“', value: '{percent} % {before}' },
  fr: { before: 'Avant', after: 'Après', name: 'Ligne entre « {before} » et « {after} »', value: '{percent} % {before}' },
  es: { before: 'Antes', after: 'Después', name: 'Línea entre «{before}» y «{after}»', value: '{percent} % {before}' },
  ja: { before: '前', after: '後', name: '「{before}」と「{after}」の境界線', value: '{before} {percent}%' },
  zh: { before: '之前', after: '之后', name: '“{before}”与“{after}”之间的分界线', value: '{before} {percent}%' },
}
