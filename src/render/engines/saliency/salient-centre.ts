import type { Crop, CropOptions } from 'smartcrop'
import { errorOf, RenditionsError } from '../../../errors.js'
import { installedVersion } from '../installed-version.js'

const PACKAGE = 'smartcrop'

/** Bare pixels, red, green and blue. */
export interface RgbPixels {
  data: Uint8Array
  width: number
  height: number
}

/** What finds what matters, with its version; undefined where the package is not installed. */
export function saliencyVersion(): string | undefined {
  const version = installedVersion(PACKAGE)
  return version && `${PACKAGE} ${version}`
}

/**
 * The middle of the part of a picture that matters most (skin, detail, saturation), for a part of the size of `box`, in pixels.
 * Rejects with `RenditionsError` where the package is not installed.
 */
export async function salientCentre(
  pixels: RgbPixels,
  box: { width: number; height: number },
): Promise<{ x: number; y: number }> {
  const crop = await load()
  if (!crop) throw new RenditionsError(errorOf('package-missing', { package: PACKAGE, wantedBy: 'crop: "saliency"' }))
  const { topCrop } = await crop(pixels, { ...box, minScale: 1, imageOperations: operations })
  return { x: topCrop.x + topCrop.width / 2, y: topCrop.y + topCrop.height / 2 }
}

type SmartCrop = (image: RgbPixels, options: CropOptions & { imageOperations: typeof operations }) => Promise<{ topCrop: Crop }>

async function load(): Promise<SmartCrop | undefined> {
  return import('smartcrop').then(
    // It is CommonJS, of which its types say that the function is one level further in.
    ({ default: smartcrop }) => (smartcrop as unknown as { crop: SmartCrop }).crop.bind(smartcrop),
    () => undefined,
  )
}

/** The package's view of a picture, without a canvas. It scores a smaller one, so that the nearest pixel does. */
const operations = {
  open: (image: RgbPixels): Promise<RgbPixels> => Promise.resolve(image),
  resample(image: RgbPixels, width: number, height: number): Promise<RgbPixels> {
    const [columns, rows] = [Math.max(1, Math.floor(width)), Math.max(1, Math.floor(height))]
    const data = new Uint8Array(columns * rows * 3)
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const from = (Math.floor((y * image.height) / rows) * image.width + Math.floor((x * image.width) / columns)) * 3
        data.set(image.data.subarray(from, from + 3), (y * columns + x) * 3)
      }
    }
    return Promise.resolve({ data, width: columns, height: rows })
  },
  getData({ data, width, height }: RgbPixels): Promise<{ data: Uint8ClampedArray; width: number; height: number }> {
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255)
    for (let pixel = 0; pixel < width * height; pixel++) rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4)
    return Promise.resolve({ data: rgba, width, height })
  },
}
