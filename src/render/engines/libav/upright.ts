import type { Stream } from 'node-av'
import type { Av } from './av.js'

/** Filters that turn and mirror frames as a film says they are to be shown, as ffmpeg does by itself; '' for none. */
export function uprightFilters(av: Av, stream: Stream): string {
  const matrix = displayMatrix(av, stream)
  if (!matrix) return ''
  const [a = 1, , , d = 0, e = 1] = matrix
  const degrees = turnOf(matrix)
  const isTurnedBy = (angle: number): boolean => Math.abs(degrees - angle) < 1
  if (isTurnedBy(90)) return `transpose=${d > 0 ? 'cclock_flip' : 'clock'}`
  if (isTurnedBy(270)) return `transpose=${d < 0 ? 'clock_flip' : 'cclock'}`
  if (isTurnedBy(180)) return [a < 0 ? 'hflip' : '', e < 0 ? 'vflip' : ''].filter(Boolean).join(',')
  if (degrees > 1 && degrees < 359) return `rotate=${((degrees * Math.PI) / 180).toFixed(6)}`
  return e < 0 ? 'vflip' : ''
}

/** Degrees by which frames are turned to be upright, clockwise, from 0 to 360. */
export function turnOf([a = 1, b = 0, , d = 0, e = 1]: readonly number[]): number {
  const [across, down] = [Math.hypot(a, d), Math.hypot(b, e)]
  if (across === 0 || down === 0) return 0
  const degrees = Math.round((Math.atan2(b / down, a / across) * 180) / Math.PI)
  return ((degrees % 360) + 360) % 360
}

/** Nine numbers of 16.16 bits, row by row (ISO 14496-12 §8.3.2). */
export function displayMatrix(av: Av, { codecpar }: Stream): number[] | undefined {
  const bytes = codecpar.getCodedSideData(av.AV_PKT_DATA_DISPLAYMATRIX)
  if (!bytes || bytes.length < 36) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, 36)
  return Array.from({ length: 9 }, (_, index) => view.getInt32(index * 4, isLittle))
}

const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
