import { controlTexts, type ControlText } from '../base/control-texts.js'
import type { TextsByLanguage } from '../base/texts.js'

export type DeepZoomText = ControlText | 'zoomablePicture' | 'scale'

/** `zoomablePicture` says what sort of thing it is; `{percent}`: size of a pixel of the picture on the screen. */
export const deepZoomTexts: TextsByLanguage<DeepZoomText> = {
  en: { ...controlTexts.en, zoomablePicture: 'Zoomable picture', scale: 'Zoom {percent} %' },
  de: { ...controlTexts['de'], zoomablePicture: 'Zoombares Bild', scale: 'Zoom {percent} %' },
  fr: { ...controlTexts['fr'], zoomablePicture: 'Image agrandissable', scale: 'Zoom {percent} %' },
  es: { ...controlTexts['es'], zoomablePicture: 'Imagen ampliable', scale: 'Zoom {percent} %' },
  ja: { ...controlTexts['ja'], zoomablePicture: '拡大できる画像', scale: 'ズーム {percent} %' },
  zh: { ...controlTexts['zh'], zoomablePicture: '可缩放图片', scale: '缩放 {percent} %' },
}
