import type { TextsByLanguage } from '../base/texts.js'

/** What the set and one of it are, as screen readers say it after their names; `choose` names the row of small controls. */
export const slidesTexts: TextsByLanguage<'slides' | 'slide' | 'choose'> = {
  en: { slides: 'carousel', slide: 'slide', choose: 'Choose a slide' },
  de: { slides: 'Karussell', slide: 'Folie', choose: 'Folie auswählen' },
  fr: { slides: 'carrousel', slide: 'diapositive', choose: 'Choisir une diapositive' },
  es: { slides: 'carrusel', slide: 'diapositiva', choose: 'Elegir una diapositiva' },
  ja: { slides: 'カルーセル', slide: 'スライド', choose: 'スライドを選択' },
  zh: { slides: '轮播', slide: '幻灯片', choose: '选择幻灯片' },
}
