import { controlTexts, type ControlText } from '../base/control-texts.js'
import type { TextsByLanguage } from '../base/texts.js'

export type PanoramaText = ControlText | 'kind' | 'hint' | 'view' | 'turn' | 'stop' | 'device'

/** `kind` says what sort of thing it is; `view` where one looks; `turn` and `stop` are about turning by itself. */
export const panoramaTexts: TextsByLanguage<PanoramaText> = {
  en: {
    ...controlTexts.en,
    kind: 'Panorama',
    hint: 'Arrow keys look around, plus and minus zoom.',
    view: 'Direction {yaw}°, height {pitch}°, width {fov}°',
    turn: 'Turn slowly',
    stop: 'Stop turning',
    device: 'Look around by turning the device',
  },
  de: {
    ...controlTexts['de'],
    kind: 'Panorama',
    hint: 'Mit den Pfeiltasten umsehen, mit Plus und Minus zoomen.',
    view: 'Richtung {yaw}°, Höhe {pitch}°, Breite {fov}°',
    turn: 'Langsam drehen',
    stop: 'Drehen anhalten',
    device: 'Durch Bewegen des Geräts umsehen',
  },
  fr: {
    ...controlTexts['fr'],
    kind: 'Panorama',
    hint: 'Les flèches changent la direction, plus et moins zooment.',
    view: 'Direction {yaw}°, hauteur {pitch}°, largeur {fov}°',
    turn: 'Tourner lentement',
    stop: 'Arrêter la rotation',
    device: 'Regarder autour en tournant l’appareil',
  },
  es: {
    ...controlTexts['es'],
    kind: 'Panorama',
    hint: 'Las flechas cambian la dirección; más y menos amplían.',
    view: 'Dirección {yaw}°, altura {pitch}°, anchura {fov}°',
    turn: 'Girar lentamente',
    stop: 'Detener el giro',
    device: 'Mirar alrededor moviendo el dispositivo',
  },
  ja: {
    ...controlTexts['ja'],
    kind: 'パノラマ',
    hint: '矢印キーで見回し、プラスとマイナスでズームします。',
    view: '方向 {yaw}°、高さ {pitch}°、幅 {fov}°',
    turn: 'ゆっくり回す',
    stop: '回転を止める',
    device: '端末を動かして見回す',
  },
  zh: {
    ...controlTexts['zh'],
    kind: '全景图',
    hint: '方向键环视，加号和减号缩放。',
    view: '方向 {yaw}°，高度 {pitch}°，宽度 {fov}°',
    turn: '缓慢旋转',
    stop: '停止旋转',
    device: '转动设备环视',
  },
}
