import { controlTexts, type ControlText } from '../base/control-texts.js'
import type { TextsByLanguage } from '../base/texts.js'

export type DeepZoomText = ControlText | 'kind' | 'scale'

/** `kind` says what sort of thing it is; `{percent}`: size of a pixel of the picture on the screen. */
export const deepZoomTexts: TextsByLanguage<DeepZoomText> = {
  en: { ...controlTexts.en, kind: 'Zoomable picture', scale: 'Zoom {percent} %' },
  de: { ...controlTexts['de'], kind: 'Zoombares Bild', scale: 'Zoom {percent} %' },
  fr: { ...controlTexts['fr'], kind: 'Image agrandissable', scale: 'Zoom {percent} %' },
  es: { ...controlTexts['es'], kind: 'Imagen ampliable', scale: 'Zoom {percent} %' },
  ja: { ...controlTexts['ja'], kind: '拡大できる画像', scale: 'ズーム {percent} %' },
  zh: { ...controlTexts['zh'], kind: '可缩放图片', scale: '缩放 {percent} %' },
}
