import type { TextsByLanguage } from '../base/texts.js'

/** What is said besides the words of the controls. `{percent}` is filled in. */
export const inlineZoomTexts: TextsByLanguage<'controls' | 'level' | 'hint'> = {
  en: { controls: 'Zoom', level: 'Zoom {percent}%', hint: 'Plus and minus zoom, arrow keys move the picture.' },
  de: { controls: 'Zoom', level: 'Zoom {percent} %', hint: 'Plus und Minus zoomen, Pfeiltasten bewegen das Bild.' },
  fr: { controls: 'Zoom', level: 'Zoom {percent} %', hint: 'Plus et moins pour zoomer, flèches pour déplacer l’image.' },
  es: { controls: 'Zoom', level: 'Zoom {percent} %', hint: 'Más y menos para ampliar o reducir; flechas para mover la imagen.' },
  ja: { controls: 'ズーム', level: 'ズーム {percent}%', hint: '＋と－で拡大縮小、矢印キーで画像を移動します。' },
  zh: { controls: '缩放', level: '缩放 {percent}%', hint: '按加号和减号缩放，按方向键移动图片。' },
}
