const KEY = 'renditions.volume'

interface Choices {
  volume: number
  muted: boolean
  /** How fast; 1 where nobody chose. */
  speed: number
}

/** How loud and fast somebody likes it, for as long as the window is open; where nothing may be stored, nothing is remembered. */
export function rememberChoices(media: HTMLMediaElement, life: AbortSignal): void {
  const known = read()
  if (known) {
    if (!media.defaultMuted) Object.assign(media, { volume: known.volume, muted: known.muted })
    // What is loaded begins at its default speed.
    Object.assign(media, { defaultPlaybackRate: known.speed, playbackRate: known.speed })
  }
  const store = (): void => {
    const { volume, muted, defaultMuted, playbackRate: speed } = media
    // That it is silent because an attribute says so is nobody's choice.
    const loudness = defaultMuted && muted ? read() : { volume, muted }
    write({ volume, muted: false, ...loudness, speed })
  }
  media.addEventListener('volumechange', store, { signal: life })
  media.addEventListener('ratechange', store, { signal: life })
}

function read(): Choices | undefined {
  try {
    const { volume, muted, speed = 1 } = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Record<keyof Choices, unknown>
    const isIn = (value: unknown, least: number, most: number): value is number =>
      typeof value === 'number' && value >= least && value <= most
    return isIn(volume, 0, 1) && isIn(speed, 0.25, 4) && typeof muted === 'boolean' ? { volume, muted, speed } : undefined
  } catch {
    return undefined
  }
}

function write(choices: Choices): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(choices))
  } catch {
    // Full, or not allowed.
  }
}
