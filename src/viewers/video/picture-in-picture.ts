import { button } from '../base/build-dom.js'

const ICON = 'M3 5h18v14H3zm2 2v10h14V7zm6 4h7v5h-7z'

/** Shows the film in a window of its own, above all others. Where that is refused, nothing happens. */
export function pictureInPictureButton(
  video: HTMLVideoElement,
  texts: { pictureInPicture: string; leavePictureInPicture: string },
  life: AbortSignal,
): HTMLButtonElement {
  const control = button(texts.pictureInPicture, 'picture-in-picture', ICON)
  const isOut = (): boolean => document.pictureInPictureElement === video
  const show = (): void => {
    const label = isOut() ? texts.leavePictureInPicture : texts.pictureInPicture
    control.title = label
    control.setAttribute('aria-label', label)
  }
  const toggle = async (): Promise<void> => {
    await (isOut() ? document.exitPictureInPicture() : video.requestPictureInPicture()).catch(() => undefined)
  }
  control.addEventListener('click', () => void toggle(), { signal: life })
  for (const name of ['enterpictureinpicture', 'leavepictureinpicture']) video.addEventListener(name, show, { signal: life })
  return control
}
