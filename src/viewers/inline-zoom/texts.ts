import type { TextsByLanguage } from '../base/texts.js'

/** What is said besides the words of the controls. `{percent}` is filled in. */
export const inlineZoomTexts: TextsByLanguage<'zoomControls' | 'zoomLevel' | 'zoomHint'> = {
  en: { zoomControls: 'Zoom', zoomLevel: 'Zoom {percent}%', zoomHint: 'Plus and minus zoom, arrow keys move the picture.' },
  de: { zoomControls: 'Zoom', zoomLevel: 'Zoom {percent} %', zoomHint: 'Plus und Minus zoomen, Pfeiltasten bewegen das Bild.' },
  fr: {
    zoomControls: 'Zoom',
    zoomLevel: 'Zoom {percent} %',
    zoomHint: 'Plus et moins pour zoomer, flèches pour déplacer l’image.',
  },
  es: {
    zoomControls: 'Zoom',
    zoomLevel: 'Zoom {percent} %',
    zoomHint: 'Más y menos para ampliar o reducir; flechas para mover la imagen.',
  },
  ja: { zoomControls: 'ズーム', zoomLevel: 'ズーム {percent}%', zoomHint: '＋と－で拡大縮小、矢印キーで画像を移動します。' },
  zh: { zoomControls: '缩放', zoomLevel: '缩放 {percent}%', zoomHint: '按加号和减号缩放，按方向键移动图片。' },
}
