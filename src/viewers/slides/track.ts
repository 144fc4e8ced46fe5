/** How slides stand and move. */
export interface Track {
  /** Brings a slide on, with motion or at once. `step` is the way it goes where it goes round the end. */
  show(place: number, smooth: boolean, step?: 1 | -1): void
  /** The slide that is nearest now, as before the script came. */
  nearest(): number
}

/** What a track tells, and asks of, its element. */
export interface TrackOwner {
  index(): number
  /** Somebody moved the slides. */
  moved(place: number): void
  /** Somebody pulled in the next (+1) or the previous (−1) slide; true when there is one. */
  turn(step: 1 | -1): boolean
  loop: boolean
  rightToLeft: boolean
}

/** Makes a track of a list and its items. */
export type MakeTrack = (list: HTMLElement, slides: readonly HTMLElement[], owner: TrackOwner, life: AbortSignal) => Track
