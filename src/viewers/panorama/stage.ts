import type { Spot } from '../base/ground.js'
import { bounded, extentOf, radians, type Camera, type Extent } from './camera.js'
import { outlineIn } from './outline-in.js'
import { createRenderer, type PannellumRenderer } from './pannellum.js'

/** A panorama on the screen. */
export interface Stage {
  extent: Extent
  /** The nearest camera that shows nothing beyond the picture. */
  bounded(camera: Camera): Camera
  /** `roll` is how far the top of the view leans to the right, in degrees. */
  show(camera: Camera, roll?: number): void
  /** Where places of the picture are seen (CSS pixels of the element); of more than two the outline around them. */
  outline(places: readonly Spot[]): Spot[]
  /** The camera that has a place of the picture in its middle. */
  towards(place: Spot, from: Camera): Camera
  /** What it shows, no larger than so many pixels a side; of a film the frame that it is at. */
  fitting(side: number): TexImageSource
  /** The same view, of a frame that is new. */
  redraw(): void
  /** To be called when the element has another size. */
  resize(): void
  destroy(): void
}

/**
 * Shows a picture, which is fetched, or the frames of a film that plays, in an element that is in the page. Rejects where it
 * cannot be had or read, or there is no WebGL.
 */
export async function createStage(
  element: HTMLElement,
  source: string | HTMLVideoElement,
  camera: Camera,
  lost: () => void,
): Promise<Stage> {
  const image = typeof source === 'string' ? await fetchImage(source) : source
  const extent = extentOf(sizeOf(image))
  const renderer = createRenderer(element)
  try {
    start(renderer, image, [radians(extent.across), radians(extent.high)])
  } catch (error) {
    renderer.destroy()
    throw error
  }
  renderer.getCanvas().addEventListener('webglcontextlost', lost, { once: true })
  const aspect = (): number => element.clientWidth / element.clientHeight || 1
  let last: [Camera, number] = [camera, 0]
  const show = (wanted: Camera, roll = 0): void => {
    last = [wanted, roll]
    // An element that is not shown has no size to draw in.
    if (element.clientWidth === 0 || element.clientHeight === 0) return
    const { yaw, pitch, fov } = bounded(wanted, extent, aspect())
    renderer.render(radians(pitch), radians(yaw), radians(fov), { roll: -radians(roll) })
  }
  const resize = (): void => {
    renderer.resize()
    show(...last)
  }
  resize()
  return {
    extent,
    bounded: (wanted) => bounded(wanted, extent, aspect()),
    show,
    outline(places) {
      const [wanted, roll] = last
      const { clientWidth: width, clientHeight: height } = element
      return outlineIn(places, { camera: bounded(wanted, extent, aspect()), roll, extent, width, height })
    },
    towards: ({ x, y }, { fov }) => ({ yaw: (x - 0.5) * extent.across, pitch: (0.5 - y) * extent.high, fov }),
    fitting: (side) => fitting(image, side),
    redraw: () => show(...last),
    resize,
    destroy: () => destroy(renderer, lost),
  }
}

/** Its own end is no loss. */
function destroy(renderer: PannellumRenderer, lost: () => void): void {
  renderer.getCanvas().removeEventListener('webglcontextlost', lost)
  renderer.destroy()
}

/** As an image and not as data, because every policy that shows the picture allows that. */
async function fetchImage(address: string): Promise<HTMLImageElement> {
  const image = new Image()
  image.crossOrigin = 'anonymous'
  image.src = address
  await image.decode()
  return image
}

function isFilm(image: HTMLElement): image is HTMLVideoElement {
  return image instanceof HTMLVideoElement
}

function sizeOf(image: HTMLImageElement | HTMLVideoElement): { width: number; height: number } {
  if (isFilm(image)) return { width: image.videoWidth, height: image.videoHeight }
  return { width: image.naturalWidth, height: image.naturalHeight }
}

/** What a device cannot take whole, it gets smaller. */
function start(
  renderer: PannellumRenderer,
  image: HTMLImageElement | HTMLVideoElement,
  extent: readonly [across: number, high: number],
): void {
  const init = (picture: HTMLImageElement | HTMLCanvasElement | HTMLVideoElement): void =>
    renderer.init(picture, 'equirectangular', isFilm(picture), ...extent, 0, () => undefined, {})
  try {
    init(image)
  } catch (error) {
    const { maxWidth } = error as { maxWidth?: number }
    if (maxWidth === undefined || isFilm(image)) throw error
    init(fitting(image, maxWidth / 2))
  }
}

function fitting<Picture extends HTMLImageElement | HTMLVideoElement>(image: Picture, side: number): Picture | HTMLCanvasElement {
  const { width, height } = sizeOf(image)
  const scale = side / Math.max(width, height)
  if (scale >= 1) return image
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(width * scale)
  canvas.height = Math.floor(height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas
}
