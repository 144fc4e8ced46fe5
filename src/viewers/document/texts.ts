import type { TextsByLanguage } from '../base/texts.js'

/** What the document viewer says. */
export const documentTexts: TextsByLanguage<'showHere' | 'hide'> = {
  en: { showHere: 'Show here', hide: 'Hide' },
  de: { showHere: 'Hier anzeigen', hide: 'Ausblenden' },
  fr: { showHere: 'Afficher ici', hide: 'Masquer' },
  es: { showHere: 'Mostrar aquí', hide: 'Ocultar' },
  ja: { showHere: 'ここに表示', hide: '非表示' },
  zh: { showHere: '在此显示', hide: '隐藏' },
}
