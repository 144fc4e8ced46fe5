import { prefersLessMotion } from '../base/motion.js'
import { onEnd } from '../base/viewer-element.js'

/** Plays a film without sound while half of it can be seen, unless somebody stopped it, or wants less motion. */
export function playInView(video: HTMLVideoElement, life: AbortSignal): void {
  if (prefersLessMotion()) return
  let isOurs = false
  let isStopped = false
  const observer = new IntersectionObserver(
    ([entry]) => {
      if (!entry || isStopped || !video.muted) return
      isOurs = true
      if (entry.isIntersecting) void video.play().catch(() => undefined)
      else video.pause()
    },
    { threshold: 0.5 },
  )
  const stopped = (): void => {
    isStopped ||= !isOurs
    isOurs = false
  }
  video.addEventListener('pause', stopped, { signal: life })
  video.addEventListener('play', () => (isOurs = false), { signal: life })
  observer.observe(video)
  onEnd(life, () => observer.disconnect())
}
