import { controlTexts, type ControlText } from '../base/control-texts.js'
import type { TextsByLanguage } from '../base/texts.js'

export type ModelText = ControlText | 'showModel' | 'modelLoading' | 'model' | 'viewInRoom' | 'leaveRoom' | 'turn' | 'stop'

/** `viewInRoom` shows it in the room through the device's camera; `turn` and `stop` are about turning by itself. */
export const modelTexts: TextsByLanguage<ModelText> = {
  en: {
    ...controlTexts.en,
    showModel: 'Show in 3D',
    modelLoading: 'Loading …',
    model: '3D model',
    viewInRoom: 'View in your room',
    leaveRoom: 'Leave the room view',
    turn: 'Turn slowly',
    stop: 'Stop turning',
  },
  de: {
    ...controlTexts['de'],
    showModel: 'In 3D zeigen',
    modelLoading: 'Wird geladen …',
    model: '3D-Modell',
    viewInRoom: 'Im eigenen Raum ansehen',
    leaveRoom: 'Raumansicht beenden',
    turn: 'Langsam drehen',
    stop: 'Drehen anhalten',
  },
  fr: {
    ...controlTexts['fr'],
    showModel: 'Afficher en 3D',
    modelLoading: 'Chargement…',
    model: 'Modèle 3D',
    viewInRoom: 'Voir chez vous',
    leaveRoom: 'Quitter cette vue',
    turn: 'Tourner lentement',
    stop: 'Arrêter la rotation',
  },
  es: {
    ...controlTexts['es'],
    showModel: 'Mostrar en 3D',
    modelLoading: 'Cargando…',
    model: 'Modelo 3D',
    viewInRoom: 'Ver en tu espacio',
    leaveRoom: 'Salir de esta vista',
    turn: 'Girar lentamente',
    stop: 'Detener el giro',
  },
  ja: {
    ...controlTexts['ja'],
    showModel: '3Dで表示',
    modelLoading: '読み込み中…',
    model: '3Dモデル',
    viewInRoom: '自分の部屋で見る',
    leaveRoom: '部屋での表示を終了',
    turn: 'ゆっくり回す',
    stop: '回転を止める',
  },
  zh: {
    ...controlTexts['zh'],
    showModel: '以 3D 显示',
    modelLoading: '正在加载…',
    model: '3D 模型',
    viewInRoom: '在您的房间中查看',
    leaveRoom: '退出房间视图',
    turn: '缓慢旋转',
    stop: '停止旋转',
  },
}
