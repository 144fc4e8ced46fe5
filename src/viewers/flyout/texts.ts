import type { TextsByLanguage } from '../base/texts.js'

/** `{factor}` is filled in. */
export const flyoutTexts: TextsByLanguage<'magnifier' | 'magnified' | 'magnifierHint' | 'failed'> = {
  en: {
    magnifier: 'Magnifier',
    magnified: 'Magnified {factor} times',
    magnifierHint: 'Arrow keys move the magnifier, plus and minus change it, Escape hides it.',
    failed: 'This cannot be shown.',
  },
  de: {
    magnifier: 'Lupe',
    magnified: '{factor}-fach vergrößert',
    magnifierHint: 'Pfeiltasten bewegen die Lupe, Plus und Minus ändern sie, Escape blendet sie aus.',
    failed: 'Das kann nicht angezeigt werden.',
  },
  fr: {
    magnifier: 'Loupe',
    magnified: 'Agrandi {factor} fois',
    magnifierHint: 'Flèches pour déplacer la loupe, plus et moins pour la régler, Échap pour la masquer.',
    failed: 'Affichage impossible.',
  },
  es: {
    magnifier: 'Lupa',
    magnified: 'Ampliado {factor} veces',
    magnifierHint: 'Flechas para mover la lupa, más y menos para ajustarla, Escape para ocultarla.',
    failed: 'No se puede mostrar.',
  },
  ja: {
    magnifier: '拡大鏡',
    magnified: '{factor}倍に拡大',
    magnifierHint: '矢印キーで拡大鏡を移動、＋と－で倍率を変更、Escで非表示にします。',
    failed: '表示できません。',
  },
  zh: {
    magnifier: '放大镜',
    magnified: '放大 {factor} 倍',
    magnifierHint: '按方向键移动放大镜，按加号和减号调整，按 Esc 隐藏。',
    failed: '无法显示。',
  },
}
