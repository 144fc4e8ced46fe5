import { PLAY } from '../base/icons.js'
import type { TextsByLanguage } from '../base/texts.js'

/** What a member of a mixed set is, beyond a picture. */
export type MemberKind = 'video' | 'audio' | 'spin' | 'panorama' | 'model' | 'set' | 'compare' | 'document' | 'zoomable'

const kinds: Readonly<Record<string, MemberKind>> = {
  video: 'video',
  audio: 'audio',
  spin: 'spin',
  panorama: 'panorama',
  model: 'model',
  gallery: 'set',
  carousel: 'set',
  mixed: 'set',
  compare: 'compare',
  document: 'document',
  'inline-zoom': 'zoomable',
  flyout: 'zoomable',
  'deep-zoom': 'zoomable',
}

/** The kind of what is shown in a viewer; undefined for a plain picture, or one that only opens. */
export function kindOf(viewer: string | undefined): MemberKind | undefined {
  return viewer !== undefined && Object.hasOwn(kinds, viewer) ? kinds[viewer] : undefined
}

/** Drawings on a field of 24 × 24, as data of one path each. */
export const kindIcons: Readonly<Record<MemberKind, string>> = {
  video: PLAY,
  audio: 'M4 9v6h4l5 5V4L8 9zM16 8.5a4.5 4.5 0 0 1 0 7zM16 4v2.2a6 6 0 0 1 0 11.6V20a8.2 8.2 0 0 0 0-16z',
  spin: 'M12 6V2L7 7l5 5V8c4.4 0 8 1.3 8 3s-2.5 2.6-6 2.9v2c4.7-.3 8-2.3 8-4.9 0-2.8-4.5-5-10-5zM4 11c0-.9.9-1.7 2.5-2.2L5 7.3C3.1 8.2 2 9.5 2 11c0 2.4 3.4 4.4 8 4.9v-2C6.5 13.5 4 12.4 4 11z',
  panorama: 'M2 6c3.3 1.3 6.7 2 10 2s6.7-.7 10-2v12c-3.3-1.3-6.7-2-10-2s-6.7.7-10 2zm3 8.5c4.6-.9 9.4-.9 14 0L15 10.5l-3 3-2-2z',
  model: 'M12 2 3 7v10l9 5 9-5V7zm0 2.3L17.9 7.6 12 10.9 6.1 7.6zM5 9.3l6 3.3v6.6l-6-3.3zm14 0v6.6l-6 3.3v-6.6z',
  set: 'M7 3h14v14H7zM3 7h2v12h12v2H3z',
  compare: 'M11 2h2v20h-2zM3 6h6v2H5v8h4v2H3zM15 6h6v12h-6z',
  document: 'M6 2h8l5 5v15H6zm7 2v4h4zM9 12v2h7v-2zm0 4v2h7v-2z',
  zoomable:
    'M10 3a7 7 0 1 0 4.2 12.6L20 21.4l1.4-1.4-5.8-5.8A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM9 7v2H7v2h2v2h2v-2h2V9h-2V7z',
}

export const kindTexts: TextsByLanguage<MemberKind> = {
  en: {
    video: 'Video',
    audio: 'Sound',
    spin: 'All-round view',
    panorama: 'Panorama',
    model: '3D model',
    set: 'Set',
    compare: 'Comparison',
    document: 'Document',
    zoomable: 'Zoom',
  },
  de: {
    video: 'Video',
    audio: 'Ton',
    spin: 'Rundumansicht',
    panorama: 'Panorama',
    model: '3D-Modell',
    set: 'Bildreihe',
    compare: 'Vergleich',
    document: 'Dokument',
    zoomable: 'Zoom',
  },
  fr: {
    video: 'Vidéo',
    audio: 'Son',
    spin: 'Vue à 360°',
    panorama: 'Panorama',
    model: 'Modèle 3D',
    set: 'Série',
    compare: 'Comparaison',
    document: 'Document',
    zoomable: 'Zoom',
  },
  es: {
    video: 'Vídeo',
    audio: 'Sonido',
    spin: 'Vista de 360°',
    panorama: 'Panorama',
    model: 'Modelo 3D',
    set: 'Serie',
    compare: 'Comparación',
    document: 'Documento',
    zoomable: 'Zoom',
  },
  ja: {
    video: '動画',
    audio: '音声',
    spin: '360°表示',
    panorama: 'パノラマ',
    model: '3Dモデル',
    set: 'セット',
    compare: '比較',
    document: '文書',
    zoomable: 'ズーム',
  },
  zh: {
    video: '视频',
    audio: '音频',
    spin: '360°视图',
    panorama: '全景',
    model: '3D 模型',
    set: '图集',
    compare: '对比',
    document: '文档',
    zoomable: '缩放',
  },
}
