import type { TextsByLanguage } from '../base/texts.js'

/** What hotspots say besides their own labels. */
export const hotspotTexts: TextsByLanguage<'hotspots' | 'recap'> = {
  en: { hotspots: 'Points in the picture', recap: 'Shown in this video' },
  de: { hotspots: 'Stellen im Bild', recap: 'In diesem Video zu sehen' },
  fr: { hotspots: 'Points dans l’image', recap: 'Dans cette vidéo' },
  es: { hotspots: 'Puntos de la imagen', recap: 'En este vídeo' },
  ja: { hotspots: '画像内のポイント', recap: 'この動画で紹介したもの' },
  zh: { hotspots: '图片中的位置', recap: '视频中出现的内容' },
}
