import type { TextsByLanguage } from '../base/texts.js'

export type PlayerText = 'transcript' | 'chapters' | 'speed' | 'pictureInPicture' | 'leavePictureInPicture'

/** What players of film and sound say. */
export const playerTexts: TextsByLanguage<PlayerText> = {
  en: {
    transcript: 'Transcript',
    chapters: 'Chapters',
    speed: 'Speed',
    pictureInPicture: 'Picture in picture',
    leavePictureInPicture: 'Leave picture in picture',
  },
  de: {
    transcript: 'Abschrift',
    chapters: 'Kapitel',
    speed: 'Tempo',
    pictureInPicture: 'Bild im Bild',
    leavePictureInPicture: 'Bild im Bild beenden',
  },
  fr: {
    transcript: 'Transcription',
    chapters: 'Chapitres',
    speed: 'Vitesse',
    pictureInPicture: 'Image dans l’image',
    leavePictureInPicture: 'Quitter l’image dans l’image',
  },
  es: {
    transcript: 'Transcripción',
    chapters: 'Capítulos',
    speed: 'Velocidad',
    pictureInPicture: 'Imagen en imagen',
    leavePictureInPicture: 'Salir de imagen en imagen',
  },
  ja: {
    transcript: '書き起こし',
    chapters: 'チャプター',
    speed: '速度',
    pictureInPicture: 'ピクチャー イン ピクチャー',
    leavePictureInPicture: 'ピクチャー イン ピクチャーを終了',
  },
  zh: {
    transcript: '文字稿',
    chapters: '章节',
    speed: '速度',
    pictureInPicture: '画中画',
    leavePictureInPicture: '退出画中画',
  },
}
