/** Everything the open lightbox says, in one language. `{index}` and `{count}` are filled in. */
export interface ZoomTexts {
  /** BCP 47 tag of these texts. */
  language: string
  dialog: string
  close: string
  zoom: string
  previous: string
  next: string
  position: string
  /** Name of the link to the page the picture led to on its own. */
  follow: string
  failed: string
}

const catalogue: Readonly<Record<string, Omit<ZoomTexts, 'language'>>> = {
  en: {
    dialog: 'Enlarged picture',
    close: 'Close',
    zoom: 'Zoom',
    previous: 'Previous picture',
    next: 'Next picture',
    position: '{index} of {count}',
    follow: 'Open linked page',
    failed: 'The picture cannot be loaded.',
  },
  de: {
    dialog: 'Vergrößertes Bild',
    close: 'Schließen',
    zoom: 'Zoom',
    previous: 'Vorheriges Bild',
    next: 'Nächstes Bild',
    position: '{index} von {count}',
    follow: 'Verlinkte Seite öffnen',
    failed: 'Das Bild kann nicht geladen werden.',
  },
  fr: {
    dialog: 'Image agrandie',
    close: 'Fermer',
    zoom: 'Zoom',
    previous: 'Image précédente',
    next: 'Image suivante',
    position: '{index} sur {count}',
    follow: 'Ouvrir la page liée',
    failed: 'L’image ne peut pas être chargée.',
  },
  es: {
    dialog: 'Imagen ampliada',
    close: 'Cerrar',
    zoom: 'Zoom',
    previous: 'Imagen anterior',
    next: 'Imagen siguiente',
    position: '{index} de {count}',
    follow: 'Abrir la página enlazada',
    failed: 'No se puede cargar la imagen.',
  },
  ja: {
    dialog: '拡大画像',
    close: '閉じる',
    zoom: 'ズーム',
    previous: '前の画像',
    next: '次の画像',
    position: '{index} / {count}',
    follow: 'リンク先を開く',
    failed: '画像を読み込めません。',
  },
  zh: {
    dialog: '放大的图片',
    close: '关闭',
    zoom: '缩放',
    previous: '上一张',
    next: '下一张',
    position: '第 {index} 张，共 {count} 张',
    follow: '打开链接页面',
    failed: '无法加载图片。',
  },
}

/**
 * The texts for a BCP 47 language tag, by its primary language (`de-AT` gives German); English for any other.
 */
export function textsFor(tag: string): ZoomTexts {
  const primary = tag.toLowerCase().split('-')[0] ?? ''
  const language = Object.hasOwn(catalogue, primary) ? primary : 'en'
  return { language, ...(catalogue[language] as Omit<ZoomTexts, 'language'>) }
}

/** `{index} of {count}` with its numbers; `index` counts from 0. */
export function positionText(texts: ZoomTexts, index: number, count: number): string {
  return texts.position.replace('{index}', String(index + 1)).replace('{count}', String(count))
}
