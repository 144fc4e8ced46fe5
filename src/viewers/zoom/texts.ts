import type { Texts, TextsByLanguage } from '../base/texts.js'

type Name = 'dialog' | 'close' | 'zoom' | 'previous' | 'next' | 'position' | 'follow' | 'download' | 'failed'

/** Everything the open lightbox says, in one language. */
export type ZoomTexts = Texts<Name>

/** What the lightbox says. `{index}` and `{count}` are filled in. */
export const zoomTexts: TextsByLanguage<Name> = {
  en: {
    dialog: 'Enlarged picture',
    close: 'Close',
    position: '{index} of {count}',
    zoom: 'Zoom',
    previous: 'Previous picture',
    next: 'Next picture',
    follow: 'Open linked page',
    download: 'Download picture',
    failed: 'The picture cannot be loaded.',
  },
  de: {
    dialog: 'Vergrößertes Bild',
    close: 'Schließen',
    position: '{index} von {count}',
    zoom: 'Zoom',
    previous: 'Vorheriges Bild',
    next: 'Nächstes Bild',
    follow: 'Verlinkte Seite öffnen',
    download: 'Bild herunterladen',
    failed: 'Das Bild kann nicht geladen werden.',
  },
  fr: {
    dialog: 'Image agrandie',
    close: 'Fermer',
    position: '{index} sur {count}',
    zoom: 'Zoom',
    previous: 'Image précédente',
    next: 'Image suivante',
    follow: 'Ouvrir la page liée',
    download: 'Télécharger l’image',
    failed: 'L’image ne peut pas être chargée.',
  },
  es: {
    dialog: 'Imagen ampliada',
    close: 'Cerrar',
    position: '{index} de {count}',
    zoom: 'Zoom',
    previous: 'Imagen anterior',
    next: 'Imagen siguiente',
    follow: 'Abrir la página enlazada',
    download: 'Descargar la imagen',
    failed: 'No se puede cargar la imagen.',
  },
  ja: {
    dialog: '拡大画像',
    close: '閉じる',
    position: '{index} / {count}',
    zoom: 'ズーム',
    previous: '前の画像',
    next: '次の画像',
    follow: 'リンク先を開く',
    download: '画像をダウンロード',
    failed: '画像を読み込めません。',
  },
  zh: {
    dialog: '放大的图片',
    close: '关闭',
    position: '{index} / {count}',
    zoom: '缩放',
    previous: '上一张',
    next: '下一张',
    follow: '打开链接页面',
    download: '下载图片',
    failed: '无法加载图片。',
  },
}

/** `{index} of {count}` with its numbers; `index` counts from 0. */
export function positionText(texts: Pick<ZoomTexts, 'position'>, index: number, count: number): string {
  return texts.position.replace('{index}', String(index + 1)).replace('{count}', String(count))
}
