import type { Fit, ImagePreset, Operation, Sidecar } from '../types.js'
import { largestOfRatio, regionFor } from './crop.js'

export interface Size {
  width: number
  height: number
}

export interface SizedCandidate extends Size {
  /** `640w`, `2x`, or '' for a lone candidate. */
  descriptor: string
}

/** A width this close to the source's own is not worth a second file. */
const WORTH_ANOTHER = 1.1

/**
 * The output sizes of a preset on a source, smallest first, none larger than the source has pixels for,
 * none twice. Where the source is smaller than what was asked, its own size stands in. With a named crop, the region is the
 * source.
 */
export function sizesFor(preset: ImagePreset, source: Size, crops?: Sidecar['crops']): SizedCandidate[] {
  const whole = afterRotation(source, preset.operations)
  const upright = regionFor(whole, preset.crop, crops) ?? whole
  const ratio = ratioOf(preset)
  const available = ratio === undefined ? { width: upright.width, height: upright.height } : largestOfRatio(upright, ratio)
  if (preset.widths.length > 0) return byWidths(preset.widths, available, ratio)
  if (preset.width === undefined && preset.height === undefined) return [{ ...available, descriptor: '' }]
  return byDensities(preset, upright, available, ratio)
}

/** Width over height that the output must have, or undefined when the source's own shape stays. */
export function ratioOf(preset: ImagePreset): number | undefined {
  if (preset.ratio !== undefined) return preset.ratio
  const cuts = preset.fit === 'cover' && preset.width !== undefined && preset.height !== undefined
  return cuts && preset.width && preset.height ? preset.width / preset.height : undefined
}

/** Size of a picture after its `rotate` operations: the bounding box of the turned rectangle. */
export function afterRotation(source: Size, operations: readonly Operation[]): Size {
  return operations.reduce<Size>((size, operation) => {
    if (operation.name !== 'rotate') return size
    const angle = (operation.angle * Math.PI) / 180
    const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))]
    return {
      width: Math.round(size.width * cos + size.height * sin),
      height: Math.round(size.width * sin + size.height * cos),
    }
  }, source)
}

function byWidths(widths: readonly number[], available: Size, ratio: number | undefined): SizedCandidate[] {
  const kept = widths.filter((width) => width <= available.width)
  const largest = kept.at(-1) ?? 0
  if (kept.length < widths.length && available.width >= largest * WORTH_ANOTHER) kept.push(available.width)
  const shape = ratio ?? available.width / available.height
  const sizes = [...new Set(kept)].map((width) => ({
    width,
    height: width === available.width ? available.height : Math.max(1, Math.round(width / shape)),
  }))
  return sizes.length === 1
    ? sizes.map((size) => ({ ...size, descriptor: '' }))
    : sizes.map((size) => ({ ...size, descriptor: `${size.width}w` }))
}

function byDensities(preset: ImagePreset, upright: Size, available: Size, ratio: number | undefined): SizedCandidate[] {
  const densities = preset.densities.length > 0 ? preset.densities : [1]
  const base = boxed(preset, 1, upright, available, ratio)
  const sizes = new Map<string, SizedCandidate>()
  for (const density of densities) {
    const size = boxed(preset, density, upright, available, ratio)
    // A bounded candidate is as dense as the pixels it really has.
    const dense = Math.round((size.width / base.width) * 100) / 100
    sizes.set(`${size.width}x${size.height}`, { ...size, descriptor: `${dense}x` })
  }
  const list = [...sizes.values()].sort((a, b) => a.width - b.width)
  return list.length === 1 ? list.map((size) => ({ ...size, descriptor: '' })) : list
}

/** The preset's box times a density, met the way `fit` says, bounded by the source. */
function boxed(preset: ImagePreset, density: number, upright: Size, available: Size, ratio: number | undefined): Size {
  const shape = ratio ?? upright.width / upright.height
  const width = (preset.width ?? (preset.height ?? 0) * shape) * density
  const height = (preset.height ?? (preset.width ?? 0) / shape) * density
  if (ratio !== undefined) return scaled(available, Math.min(1, width / available.width))
  return withinSource({ width, height }, upright, preset.fit)
}

function withinSource(box: Size, source: Size, fit: Fit): Size {
  const [x, y] = [box.width / source.width, box.height / source.height]
  switch (fit) {
    case 'inside':
      return scaled(source, Math.min(x, y, 1))
    case 'outside':
    case 'cover':
      return scaled(source, Math.min(Math.max(x, y), 1))
    case 'contain':
      // The picture inside the box may not be enlarged, so a box that would need that shrinks as a whole.
      return scaled(box, 1 / Math.max(Math.min(x, y), 1))
    case 'fill':
      return scaled(box, 1 / Math.max(x, y, 1))
  }
}

function scaled(size: Size, factor: number): Size {
  return { width: Math.max(1, Math.round(size.width * factor)), height: Math.max(1, Math.round(size.height * factor)) }
}
