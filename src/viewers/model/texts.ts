import { controlTexts, type ControlText } from '../base/control-texts.js'
import type { TextsByLanguage } from '../base/texts.js'

export type ModelText = ControlText | 'show' | 'loading' | 'kind' | 'ar' | 'leaveAr' | 'turn' | 'stop'

/** `ar` shows it in the room through the device's camera; `turn` and `stop` are about turning by itself. */
export const modelTexts: TextsByLanguage<ModelText> = {
  en: {
    ...controlTexts.en,
    show: 'Show in 3D',
    loading: 'Loading …',
    kind: '3D model',
    ar: 'View in your room',
    leaveAr: 'Leave the room view',
    turn: 'Turn slowly',
    stop: 'Stop turning',
  },
  de: {
    ...controlTexts['de'],
    show: 'In 3D zeigen',
    loading: 'Wird geladen …',
    kind: '3D-Modell',
    ar: 'Im eigenen Raum ansehen',
    leaveAr: 'Raumansicht beenden',
    turn: 'Langsam drehen',
    stop: 'Drehen anhalten',
  },
  fr: {
    ...controlTexts['fr'],
    show: 'Afficher en 3D',
    loading: 'Chargement…',
    kind: 'Modèle 3D',
    ar: 'Voir chez vous',
    leaveAr: 'Quitter cette vue',
    turn: 'Tourner lentement',
    stop: 'Arrêter la rotation',
  },
  es: {
    ...controlTexts['es'],
    show: 'Mostrar en 3D',
    loading: 'Cargando…',
    kind: 'Modelo 3D',
    ar: 'Ver en tu espacio',
    leaveAr: 'Salir de esta vista',
    turn: 'Girar lentamente',
    stop: 'Detener el giro',
  },
  ja: {
    ...controlTexts['ja'],
    show: '3Dで表示',
    loading: '読み込み中…',
    kind: '3Dモデル',
    ar: '自分の部屋で見る',
    leaveAr: '部屋での表示を終了',
    turn: 'ゆっくり回す',
    stop: '回転を止める',
  },
  zh: {
    ...controlTexts['zh'],
    show: '以 3D 显示',
    loading: '正在加载…',
    kind: '3D 模型',
    ar: '在您的房间中查看',
    leaveAr: '退出房间视图',
    turn: '缓慢旋转',
    stop: '停止旋转',
  },
}
