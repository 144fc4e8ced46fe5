/** How the frame lies on the stage: its scale, and where its corner is, in CSS pixels. */
export interface Zoomed {
  scale: number
  x: number
  y: number
}

export interface Size {
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** The whole frame. */
export const WHOLE: Zoomed = { scale: 1, x: 0, y: 0 }

/** What a button or key multiplies by, and what a click goes to. */
export const STEP = 1.5
const CLICKED = 2.5
/** Even where there are no more pixels, some like it larger. */
const LEAST_MOST = 2

/** The largest scale: every pixel of the large picture is one of the screen. `pixels` is its width, `dpr` the screen's ratio. */
export function largestScale(pixels: number, stage: Size, dpr: number): number {
  return stage.width > 0 ? Math.max(LEAST_MOST, pixels / (stage.width * dpr)) : LEAST_MOST
}

/** Scales about a point of the stage, which stays where it is. */
export function scaledTo(scale: number, about: Point, from: Zoomed, stage: Size, most: number): Zoomed {
  const to = Math.min(most, Math.max(1, scale))
  const ratio = to / from.scale
  return covering({ scale: to, x: about.x - (about.x - from.x) * ratio, y: about.y - (about.y - from.y) * ratio }, stage)
}

/** What a click on a point does: in, or back to the whole. */
export function toggled(about: Point, from: Zoomed, stage: Size, most: number): Zoomed {
  return from.scale > 1 ? WHOLE : scaledTo(CLICKED, about, from, stage, most)
}

export function moved(by: Point, from: Zoomed, stage: Size): Zoomed {
  return covering({ ...from, x: from.x + by.x, y: from.y + by.y }, stage)
}

/** No edge of the frame comes into the stage. */
function covering({ scale, x, y }: Zoomed, { width, height }: Size): Zoomed {
  return {
    scale,
    x: Math.min(0, Math.max(width * (1 - scale), x)),
    y: Math.min(0, Math.max(height * (1 - scale), y)),
  }
}
