import type { TextsByLanguage } from '../base/texts.js'

export type SpinText =
  | 'spinView'
  | 'frame'
  | 'row'
  | 'spinHint'
  | 'turnLeft'
  | 'turnRight'
  | 'higher'
  | 'lower'
  | 'loading'
  | 'zoomed'

/** What the 360° viewer says besides what all controls say. */
export const spinTexts: TextsByLanguage<SpinText> = {
  en: {
    spinView: '360° view',
    frame: 'frame {index} of {count}, {degrees}°',
    row: 'row {row} of {rows}',
    spinHint: 'Arrow keys turn it, plus and minus zoom.',
    turnLeft: 'Turn left',
    turnRight: 'Turn right',
    higher: 'Row above',
    lower: 'Row below',
    loading: 'Frames loaded',
    zoomed: 'Zoom {percent} %',
  },
  de: {
    spinView: '360°-Ansicht',
    frame: 'Bild {index} von {count}, {degrees}°',
    row: 'Reihe {row} von {rows}',
    spinHint: 'Pfeiltasten drehen, Plus und Minus zoomen.',
    turnLeft: 'Nach links drehen',
    turnRight: 'Nach rechts drehen',
    higher: 'Reihe darüber',
    lower: 'Reihe darunter',
    loading: 'Geladene Bilder',
    zoomed: 'Zoom {percent} %',
  },
  fr: {
    spinView: 'Vue à 360°',
    frame: 'image {index} sur {count}, {degrees}°',
    row: 'rangée {row} sur {rows}',
    spinHint: 'Les flèches font tourner, plus et moins zooment.',
    turnLeft: 'Tourner à gauche',
    turnRight: 'Tourner à droite',
    higher: 'Rangée supérieure',
    lower: 'Rangée inférieure',
    loading: 'Images chargées',
    zoomed: 'Zoom {percent} %',
  },
  es: {
    spinView: 'Vista de 360°',
    frame: 'fotograma {index} de {count}, {degrees}°',
    row: 'fila {row} de {rows}',
    spinHint: 'Las flechas giran; más y menos amplían.',
    turnLeft: 'Girar a la izquierda',
    turnRight: 'Girar a la derecha',
    higher: 'Fila superior',
    lower: 'Fila inferior',
    loading: 'Fotogramas cargados',
    zoomed: 'Zoom {percent} %',
  },
  ja: {
    spinView: '360°ビュー',
    frame: '{count}コマ中{index}コマ目、{degrees}°',
    row: '{rows}段中{row}段目',
    spinHint: '矢印キーで回転、プラスとマイナスでズームします。',
    turnLeft: '左に回す',
    turnRight: '右に回す',
    higher: '上の段',
    lower: '下の段',
    loading: '読み込んだコマ',
    zoomed: 'ズーム {percent}%',
  },
  zh: {
    spinView: '360° 视图',
    frame: '第 {index} 帧，共 {count} 帧，{degrees}°',
    row: '第 {row} 行，共 {rows} 行',
    spinHint: '方向键旋转，加号和减号缩放。',
    turnLeft: '向左旋转',
    turnRight: '向右旋转',
    higher: '上一行',
    lower: '下一行',
    loading: '已加载的帧',
    zoomed: '缩放 {percent}%',
  },
}
