import type { TextsByLanguage } from '../base/texts.js'

export type PlayerText =
  | 'transcript'
  | 'chapters'
  | 'quality'
  | 'automatic'
  | 'filmPosition'
  | 'soundPosition'
  | 'external'
  | 'speed'
  | 'pictureInPicture'
  | 'leavePictureInPicture'

/** What players of film and sound say. */
export const playerTexts: TextsByLanguage<PlayerText> = {
  en: {
    transcript: 'Transcript',
    chapters: 'Chapters',
    quality: 'Quality',
    automatic: 'Automatic',
    filmPosition: 'Position in the film',
    soundPosition: 'Position in the sound',
    external: 'Playing loads the film from {provider}, which learns that you are here.',
    speed: 'Speed',
    pictureInPicture: 'Picture in picture',
    leavePictureInPicture: 'Leave picture in picture',
  },
  de: {
    transcript: 'Abschrift',
    chapters: 'Kapitel',
    quality: 'Qualität',
    automatic: 'Automatisch',
    filmPosition: 'Stelle im Film',
    soundPosition: 'Stelle im Ton',
    external: 'Beim Abspielen kommt der Film von {provider}; dort erfährt man, dass Sie hier sind.',
    speed: 'Tempo',
    pictureInPicture: 'Bild im Bild',
    leavePictureInPicture: 'Bild im Bild beenden',
  },
  fr: {
    transcript: 'Transcription',
    chapters: 'Chapitres',
    quality: 'Qualité',
    automatic: 'Automatique',
    filmPosition: 'Position dans le film',
    soundPosition: 'Position dans le son',
    external: 'La lecture charge le film depuis {provider}, qui saura que vous êtes ici.',
    speed: 'Vitesse',
    pictureInPicture: 'Image dans l’image',
    leavePictureInPicture: 'Quitter l’image dans l’image',
  },
  es: {
    transcript: 'Transcripción',
    chapters: 'Capítulos',
    quality: 'Calidad',
    automatic: 'Automática',
    filmPosition: 'Posición en la película',
    soundPosition: 'Posición en el sonido',
    external: 'Al reproducir, la película se carga desde {provider}, que sabrá que está aquí.',
    speed: 'Velocidad',
    pictureInPicture: 'Imagen en imagen',
    leavePictureInPicture: 'Salir de imagen en imagen',
  },
  ja: {
    transcript: '書き起こし',
    chapters: 'チャプター',
    quality: '画質',
    automatic: '自動',
    filmPosition: '再生位置',
    soundPosition: '音声の再生位置',
    external: '再生すると {provider} から動画を読み込み、閲覧していることが伝わります。',
    speed: '速度',
    pictureInPicture: 'ピクチャー イン ピクチャー',
    leavePictureInPicture: 'ピクチャー イン ピクチャーを終了',
  },
  zh: {
    transcript: '文字稿',
    chapters: '章节',
    quality: '画质',
    automatic: '自动',
    filmPosition: '播放位置',
    soundPosition: '音频播放位置',
    external: '播放时将从 {provider} 加载影片，对方会得知您在浏览此页。',
    speed: '速度',
    pictureInPicture: '画中画',
    leavePictureInPicture: '退出画中画',
  },
}
