import type { TextsByLanguage } from '../base/texts.js'

export type CompareText = 'before' | 'after' | 'line' | 'lineAt'

/** What the viewer says. Titles of the pictures take the places of `before` and `after`. */
export const compareTexts: TextsByLanguage<CompareText> = {
  en: { before: 'Before', after: 'After', line: 'Line between “{before}” and “{after}”', lineAt: '{percent} % {before}' },
  de: { before: 'Vorher', after: 'Nachher', line: 'Linie zwischen „{before}“ und „{after}“', lineAt: '{percent} % {before}' },
  fr: { before: 'Avant', after: 'Après', line: 'Ligne entre « {before} » et « {after} »', lineAt: '{percent} % {before}' },
  es: { before: 'Antes', after: 'Después', line: 'Línea entre «{before}» y «{after}»', lineAt: '{percent} % {before}' },
  ja: { before: '前', after: '後', line: '「{before}」と「{after}」の境界線', lineAt: '{before} {percent}%' },
  zh: { before: '之前', after: '之后', line: '“{before}”与“{after}”之间的分界线', lineAt: '{before} {percent}%' },
}
