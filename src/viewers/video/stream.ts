const HLS = 'application/vnd.apple.mpegurl'

/** Code that feeds a stream to a player of a browser that knows no streams; it arrives on first use. */
export interface StreamCode {
  /**
   * Resolves when the stream can be played; rejects when it cannot, and leaves the player as it was. `failed` is called
   * when it breaks off later. Ends with `life`.
   */
  attach(video: HTMLVideoElement, src: string, life: AbortSignal, failed: () => void): Promise<void>
}

/** The address of the stream among the sources of a player. */
export function streamOf(video: HTMLVideoElement): string | undefined {
  return video.querySelector<HTMLSourceElement>(`source[type="${HLS}"]`)?.src
}

/** There is a stream, and the browser says that it cannot play streams. */
export function needsStreamCode(video: HTMLVideoElement): boolean {
  return streamOf(video) !== undefined && video.canPlayType(HLS) === ''
}

/** Takes over when play is first pressed: the stream plays instead of the file, which stays the way out. */
export function playStream(video: HTMLVideoElement, load: () => Promise<StreamCode>, life: AbortSignal): void {
  const src = streamOf(video) ?? ''
  const fallBack = (): void => {
    const { currentTime } = video
    video.removeAttribute('src')
    video.load()
    video.addEventListener('loadedmetadata', () => (video.currentTime = currentTime), { once: true, signal: life })
    void video.play().catch(() => undefined)
  }
  const start = async (): Promise<void> => {
    video.pause()
    try {
      await (await load()).attach(video, src, life, fallBack)
      await video.play()
    } catch {
      if (!life.aborted) fallBack()
    }
  }
  video.addEventListener('play', () => void start(), { once: true, signal: life })
}
