import { setAttributes } from '../base/build-dom.js'
import type { Spot } from '../base/ground.js'
import type { ImageInfo } from './info.js'
import { createViewer, OpenSeadragon } from './open-seadragon.js'
import { within, type Region } from './region.js'

/** What a stage is made from. */
export interface StageSetting {
  /** Where it shows the picture; as large as that is. */
  element: HTMLElement
  /** The corner in which it shows what part that is. */
  navigator: 'TOP_LEFT' | 'TOP_RIGHT' | undefined
  info: ImageInfo
  /** Nothing moves by itself. */
  isStill: boolean
}

/** A picture in tiles on the screen. */
export interface Stage {
  /** What takes keys. */
  readonly canvas: HTMLElement
  /** Settles once something of the picture is to be seen; rejects when there is nothing. */
  readonly shown: Promise<void>
  /** All of the picture is in sight. */
  readonly isWhole: boolean
  /** Pixels of the screen (CSS) for one of the picture. */
  readonly scale: number
  readonly region: Region
  zoomBy(factor: number): void
  panBy(x: number, y: number): void
  home(): void
  show(region: Region): void
  /** Where places of the picture (fractions of it) are seen, in CSS pixels of the element. */
  outline(places: readonly Spot[]): Spot[]
  /** Has a place in its middle, as far as the picture goes. */
  panTo(place: Spot): void
  /** One finger or the wheel move the picture, not the page. */
  takeGestures(takes: boolean): void
  /** Called when the view has changed and come to rest. */
  onRest(then: () => void): void
  /** Called whenever it is drawn. */
  onDraw(then: () => void): void
  /** Called whenever the view changes. */
  onChange(then: () => void): void
  destroy(): void
}

/** Near enough to the whole that nobody sees a difference. */
const SLACK = 1.01

/** Shows a picture in tiles, with no controls: those are the element's own. */
export function createStage({ element, navigator, info, isStill }: StageSetting): Stage {
  const viewer = createViewer({
    element,
    tileSources: info,
    // Any number on a page: browsers allow few of the contexts that the other way takes.
    drawer: 'canvas',
    showNavigationControl: false,
    ...(navigator && { showNavigator: true, navigatorPosition: navigator, navigatorAutoFade: false }),
    animationTime: isStill ? 0 : 0.8,
    blendTime: 0,
    visibilityRatio: 1,
    constrainDuringPan: true,
    minZoomImageRatio: 1,
    maxZoomPixelRatio: 2,
    gestureSettingsMouse: { clickToZoom: true, dblClickToZoom: false, flickEnabled: false },
    gestureSettingsTouch: { flickEnabled: !isStill, pinchRotate: false },
    // Keys are the element's.
    keyboardNavEnabled: false,
    cooperativeGestures: true,
  })
  // Its hints are in English only.
  viewer.addHandler('canvas-cooperative-gesture', (event) => {
    event.preventDefaultAction = true
  })
  // It is for the mouse; keys do the same with the picture itself.
  setAttributes(viewer.navigator?.element ?? document.createElement('div'), { part: 'navigator', 'aria-hidden': 'true' })
  const { viewport } = viewer
  return {
    canvas: viewer.canvas as HTMLElement,
    shown: firstTile(viewer),
    get isWhole() {
      return viewport.getZoom() <= viewport.getHomeZoom() * SLACK
    },
    get scale() {
      return viewer.world.getItemCount() === 0 ? 0 : viewer.world.getItemAt(0).viewportToImageZoom(viewport.getZoom())
    },
    get region() {
      return regionOf(viewer, info)
    },
    zoomBy(factor) {
      viewport.zoomBy(factor)
      viewport.applyConstraints()
    },
    panBy(x, y) {
      const { width, height } = viewport.getBounds()
      viewport.panBy(new OpenSeadragon.Point(x * width, y * height))
      viewport.applyConstraints()
    },
    home: () => void viewport.goHome(),
    show(region) {
      const { x, y, width, height } = within(region, info)
      viewport.fitBoundsWithConstraints(viewer.world.getItemAt(0).imageToViewportRectangle(x, y, width, height))
    },
    outline(places) {
      if (viewer.world.getItemCount() === 0) return []
      const item = viewer.world.getItemAt(0)
      return places.map(({ x, y }) => {
        const at = item.imageToViewerElementCoordinates(new OpenSeadragon.Point(x * info.width, y * info.height))
        return { x: at.x, y: at.y }
      })
    },
    panTo({ x, y }) {
      viewport.panTo(viewer.world.getItemAt(0).imageToViewportCoordinates(x * info.width, y * info.height))
      viewport.applyConstraints()
    },
    takeGestures: (takes) => void viewer.setCooperativeGestures(!takes),
    onRest: (then) => void viewer.addHandler('animation-finish', then),
    onDraw: (then) => void viewer.addHandler('update-viewport', then),
    onChange: (then) => void viewer.addHandler('viewport-change', then),
    destroy: () => viewer.destroy(),
  }
}

function firstTile(viewer: OpenSeadragon.Viewer): Promise<void> {
  return new Promise((resolve, reject) => {
    viewer.addOnceHandler('tile-drawn', () => resolve())
    viewer.addOnceHandler('open-failed', () => reject(new Error('It cannot be opened.')))
    viewer.addOnceHandler('tile-load-failed', () => reject(new Error('Its tiles cannot be loaded.')))
  })
}

function regionOf({ viewport, world }: OpenSeadragon.Viewer, info: ImageInfo): Region {
  if (world.getItemCount() === 0) return { x: 0, y: 0, width: info.width, height: info.height }
  const { x, y, width, height } = world.getItemAt(0).viewportToImageRectangle(viewport.getBounds())
  return within({ x, y, width, height }, info)
}
