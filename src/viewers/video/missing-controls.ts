/** What the browser's own controls do not have. Nothing can be asked for that, so it is told by what else is there. */
export function missingControls(video: HTMLVideoElement): { speed: boolean; pictureInPicture: boolean } {
  return {
    // Chromium, and only Chromium, knows `controlsList`; Safari its modes of presentation. Both have the two in a menu.
    speed: !('controlsList' in video || 'webkitPresentationMode' in video),
    pictureInPicture:
      !('controlsList' in video || 'webkitPresentationMode' in video) &&
      document.pictureInPictureEnabled === true &&
      !video.disablePictureInPicture,
  }
}
