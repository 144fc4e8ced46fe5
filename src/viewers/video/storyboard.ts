/** A small picture of a stretch of a film: a part of a sprite, in its pixels. */
export interface Thumbnail {
  /** Seconds. */
  start: number
  end: number
  /** Absolute address of the sprite. */
  src: string
  x: number
  y: number
  width: number
  height: number
}

const TIME = String.raw`(?:(\d+):)?(\d{1,2}):(\d{2}\.\d{3})`
const TIMES = new RegExp(String.raw`^\s*${TIME}\s+-->\s+${TIME}`)

/** Reads a storyboard: WebVTT whose cues name parts of pictures (`sprite-1.jpg#xywh=0,0,160,90`), relative to `base`. */
export function parseStoryboard(text: string, base: string): Thumbnail[] {
  return text
    .replaceAll('\r', '')
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.split('\n')
      const at = lines.findIndex((line) => TIMES.test(line))
      const times = TIMES.exec(lines[at] ?? '')
      const [, address = '', place = ''] = /^(.+)#xywh=(?:pixel:)?([\d,]+)$/.exec(lines[at + 1]?.trim() ?? '') ?? []
      const [x, y, width, height] = place.split(',').map(Number)
      if (!times || !width || !height || x === undefined || y === undefined || !URL.canParse(address, base)) return []
      const [start, end] = [secondsOf(times.slice(1, 4)), secondsOf(times.slice(4, 7))]
      return [{ start, end, src: new URL(address, base).href, x, y, width, height }]
    })
}

/** The picture of a time: that of the stretch it lies in, else of the last that began before. */
export function thumbnailAt(thumbnails: readonly Thumbnail[], time: number): Thumbnail | undefined {
  return thumbnails.findLast(({ start }) => start <= time) ?? thumbnails[0]
}

function secondsOf([hours = '0', minutes, seconds]: readonly (string | undefined)[]): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}
