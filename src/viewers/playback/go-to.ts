/** Goes to a time of a film or sound, in seconds. Before anything is loaded there is no place to go to: then as soon as there is. */
export function goTo(media: HTMLMediaElement, time: number, life: AbortSignal): void {
  const go = (): void => void (media.currentTime = time)
  if (media.readyState > 0) go()
  else media.addEventListener('loadedmetadata', go, { once: true, signal: life })
}

/** Goes there and plays. Where playing is refused, nothing happens. */
export function playFrom(media: HTMLMediaElement, time: number, life: AbortSignal): void {
  goTo(media, time, life)
  void media.play().catch(() => undefined)
}
