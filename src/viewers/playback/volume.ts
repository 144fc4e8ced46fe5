const KEY = 'renditions.volume'

interface Volume {
  volume: number
  muted: boolean
}

/** How loud somebody likes it, for as long as the window is open; where nothing may be stored, nothing is remembered. */
export function rememberVolume(media: HTMLMediaElement, life: AbortSignal): void {
  const known = read()
  if (known && !media.defaultMuted) Object.assign(media, known)
  const store = (): void => {
    // That it is silent because an attribute says so is nobody's choice.
    if (!media.defaultMuted || !media.muted) write({ volume: media.volume, muted: media.muted })
  }
  media.addEventListener('volumechange', store, { signal: life })
}

function read(): Volume | undefined {
  try {
    const { volume, muted } = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Record<keyof Volume, unknown>
    const isVolume = typeof volume === 'number' && volume >= 0 && volume <= 1
    return isVolume && typeof muted === 'boolean' ? { volume, muted } : undefined
  } catch {
    return undefined
  }
}

function write(volume: Volume): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(volume))
  } catch {
    // Full, or not allowed.
  }
}
