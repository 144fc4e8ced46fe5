import { controlTexts, type ControlText } from '../base/control-texts.js'
import type { TextsByLanguage } from '../base/texts.js'

export type PanoramaText =
  | ControlText
  | 'panoramaView'
  | 'panoramaHint'
  | 'direction'
  | 'turn'
  | 'stop'
  | 'device'
  | 'mute'
  | 'unmute'
  | 'enterVr'
  | 'leaveVr'
  | 'vrFailed'

/**
 * `panoramaView` says what sort of thing it is; `direction` where one looks; `turn` and `stop` are about turning by itself; `mute` and
 * `unmute` about the sound of a film; `enterVr` shows it in a headset.
 */
export const panoramaTexts: TextsByLanguage<PanoramaText> = {
  en: {
    ...controlTexts.en,
    panoramaView: 'Panorama',
    panoramaHint: 'Arrow keys look around, plus and minus zoom.',
    direction: 'Direction {yaw}°, height {pitch}°, width {fov}°',
    turn: 'Turn slowly',
    stop: 'Stop turning',
    device: 'Look around by turning the device',
    mute: 'Mute',
    unmute: 'Unmute',
    enterVr: 'View in VR',
    leaveVr: 'Leave VR',
    vrFailed: 'VR could not be started.',
  },
  de: {
    ...controlTexts['de'],
    panoramaView: 'Panorama',
    panoramaHint: 'Mit den Pfeiltasten umsehen, mit Plus und Minus zoomen.',
    direction: 'Richtung {yaw}°, Höhe {pitch}°, Breite {fov}°',
    turn: 'Langsam drehen',
    stop: 'Drehen anhalten',
    device: 'Durch Bewegen des Geräts umsehen',
    mute: 'Ton aus',
    unmute: 'Ton an',
    enterVr: 'In VR ansehen',
    leaveVr: 'VR beenden',
    vrFailed: 'VR konnte nicht gestartet werden.',
  },
  fr: {
    ...controlTexts['fr'],
    panoramaView: 'Panorama',
    panoramaHint: 'Les flèches changent la direction, plus et moins zooment.',
    direction: 'Direction {yaw}°, hauteur {pitch}°, largeur {fov}°',
    turn: 'Tourner lentement',
    stop: 'Arrêter la rotation',
    device: 'Regarder autour en tournant l’appareil',
    mute: 'Couper le son',
    unmute: 'Rétablir le son',
    enterVr: 'Voir en VR',
    leaveVr: 'Quitter la VR',
    vrFailed: 'La VR n’a pas pu démarrer.',
  },
  es: {
    ...controlTexts['es'],
    panoramaView: 'Panorama',
    panoramaHint: 'Las flechas cambian la dirección; más y menos amplían.',
    direction: 'Dirección {yaw}°, altura {pitch}°, anchura {fov}°',
    turn: 'Girar lentamente',
    stop: 'Detener el giro',
    device: 'Mirar alrededor moviendo el dispositivo',
    mute: 'Silenciar',
    unmute: 'Activar el sonido',
    enterVr: 'Ver en RV',
    leaveVr: 'Salir de la RV',
    vrFailed: 'No se pudo iniciar la RV.',
  },
  ja: {
    ...controlTexts['ja'],
    panoramaView: 'パノラマ',
    panoramaHint: '矢印キーで見回し、プラスとマイナスでズームします。',
    direction: '方向 {yaw}°、高さ {pitch}°、幅 {fov}°',
    turn: 'ゆっくり回す',
    stop: '回転を止める',
    device: '端末を動かして見回す',
    mute: 'ミュート',
    unmute: 'ミュートを解除',
    enterVr: 'VR で見る',
    leaveVr: 'VR を終了',
    vrFailed: 'VR を開始できませんでした。',
  },
  zh: {
    ...controlTexts['zh'],
    panoramaView: '全景图',
    panoramaHint: '方向键环视，加号和减号缩放。',
    direction: '方向 {yaw}°，高度 {pitch}°，宽度 {fov}°',
    turn: '缓慢旋转',
    stop: '停止旋转',
    device: '转动设备环视',
    mute: '静音',
    unmute: '取消静音',
    enterVr: '以 VR 观看',
    leaveVr: '退出 VR',
    vrFailed: '无法启动 VR。',
  },
}
