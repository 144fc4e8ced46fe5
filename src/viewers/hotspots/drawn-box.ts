/** A rectangle in CSS pixels. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/**
 * Where all of a picture is drawn in its element's content box, by CSS `object-fit` and `object-position` (computed values:
 * two percentages or lengths in px). With `cover` and `none` it may be larger than the box. A ratio of 0 is an unknown one.
 */
export function drawnBox(box: Box, natural: { width: number; height: number }, fit: string, position: string): Box {
  const { width, height } = natural
  if (fit === 'fill' || !(width > 0 && height > 0) || box.width <= 0 || box.height <= 0) return box
  const scale = scaleFor(fit, box.width / width, box.height / height)
  const drawn = { width: width * scale, height: height * scale }
  const [x = '50%', y = '50%'] = position.trim().split(/\s+/)
  return {
    left: box.left + offset(x, box.width - drawn.width),
    top: box.top + offset(y, box.height - drawn.height),
    ...drawn,
  }
}

/** Which part of a picture its frame shows, in fractions of the picture. */
export function seenPart(frame: Box, drawn: Box): { left: number; top: number; right: number; bottom: number } {
  return {
    left: (frame.left - drawn.left) / drawn.width,
    top: (frame.top - drawn.top) / drawn.height,
    right: (frame.left + frame.width - drawn.left) / drawn.width,
    bottom: (frame.top + frame.height - drawn.top) / drawn.height,
  }
}

function scaleFor(fit: string, horizontal: number, vertical: number): number {
  const contain = Math.min(horizontal, vertical)
  if (fit === 'cover') return Math.max(horizontal, vertical)
  if (fit === 'none') return 1
  return fit === 'scale-down' ? Math.min(1, contain) : contain
}

function offset(value: string, room: number): number {
  const number = parseFloat(value)
  if (!Number.isFinite(number)) return room / 2
  return value.endsWith('%') ? (number / 100) * room : number
}
