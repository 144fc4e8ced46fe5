import type { TextsByLanguage } from './texts.js'

export type ControlText =
  | 'previous'
  | 'next'
  | 'position'
  | 'close'
  | 'zoomIn'
  | 'zoomOut'
  | 'reset'
  | 'enterFullScreen'
  | 'leaveFullScreen'
  | 'play'
  | 'pause'
  | 'failed'

/** What several viewers say. `{index}` and `{count}` are filled in. */
export const controlTexts: TextsByLanguage<ControlText> = {
  en: {
    previous: 'Previous',
    next: 'Next',
    position: '{index} of {count}',
    close: 'Close',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    reset: 'Reset view',
    enterFullScreen: 'Full screen',
    leaveFullScreen: 'Leave full screen',
    play: 'Play',
    pause: 'Pause',
    failed: 'This cannot be shown.',
  },
  de: {
    previous: 'Zurück',
    next: 'Weiter',
    position: '{index} von {count}',
    close: 'Schließen',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    reset: 'Ansicht zurücksetzen',
    enterFullScreen: 'Vollbild',
    leaveFullScreen: 'Vollbild beenden',
    play: 'Abspielen',
    pause: 'Anhalten',
    failed: 'Das kann nicht angezeigt werden.',
  },
  fr: {
    previous: 'Précédent',
    next: 'Suivant',
    position: '{index} sur {count}',
    close: 'Fermer',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    reset: 'Rétablir la vue',
    enterFullScreen: 'Plein écran',
    leaveFullScreen: 'Quitter le plein écran',
    play: 'Lire',
    pause: 'Pause',
    failed: 'Affichage impossible.',
  },
  es: {
    previous: 'Anterior',
    next: 'Siguiente',
    position: '{index} de {count}',
    close: 'Cerrar',
    zoomIn: 'Acercar',
    zoomOut: 'Alejar',
    reset: 'Restablecer la vista',
    enterFullScreen: 'Pantalla completa',
    leaveFullScreen: 'Salir de pantalla completa',
    play: 'Reproducir',
    pause: 'Pausar',
    failed: 'No se puede mostrar.',
  },
  ja: {
    previous: '前へ',
    next: '次へ',
    position: '{index} / {count}',
    close: '閉じる',
    zoomIn: '拡大',
    zoomOut: '縮小',
    reset: '表示をリセット',
    enterFullScreen: '全画面表示',
    leaveFullScreen: '全画面表示を終了',
    play: '再生',
    pause: '一時停止',
    failed: '表示できません。',
  },
  zh: {
    previous: '上一项',
    next: '下一项',
    position: '第 {index} 项，共 {count} 项',
    close: '关闭',
    zoomIn: '放大',
    zoomOut: '缩小',
    reset: '重置视图',
    enterFullScreen: '全屏',
    leaveFullScreen: '退出全屏',
    play: '播放',
    pause: '暂停',
    failed: '无法显示。',
  },
}
