/** The part of WebXR (https://www.w3.org/TR/webxr/) that is used; the compiler's library has none of it. */
export interface Xr extends EventTarget {
  isSessionSupported(mode: 'immersive-vr'): Promise<boolean>
  requestSession(mode: 'immersive-vr'): Promise<XrSession>
}

export interface XrSession extends EventTarget {
  /** Controllers, hands, eyes. */
  readonly inputSources: Iterable<XrInputSource>
  requestReferenceSpace(type: 'local'): Promise<XrSpace>
  updateRenderState(state: { baseLayer: XrLayer }): void
  requestAnimationFrame(draw: (time: number, frame: XrFrame) => void): number
  end(): Promise<void>
}

/** Tells of `reset`, when its origin has moved because somebody asked the headset for it. */
export type XrSpace = EventTarget

/** Matrices are 4 × 4, column by column; x is to the right, y up, z back. */
interface XrTransform {
  readonly matrix: Float32Array
  readonly inverse: { readonly matrix: Float32Array }
}

export interface XrView {
  readonly projectionMatrix: Float32Array
  readonly transform: XrTransform
}

export interface XrPose {
  readonly transform: XrTransform
}

export interface XrViewerPose extends XrPose {
  /** One for each eye. */
  readonly views: readonly XrView[]
}

export interface XrFrame {
  /** Undefined while nobody knows where the head is. */
  getViewerPose(space: XrSpace): XrViewerPose | null
  getPose(of: XrSpace, space: XrSpace): XrPose | null | undefined
}

export interface XrInputSource {
  /** It points to where this looks. */
  readonly targetRaySpace: XrSpace
}

/** `select`: the main button was pressed; `squeeze`: that of the grip. */
export interface XrInputEvent extends Event {
  readonly frame: XrFrame
  readonly inputSource: XrInputSource
}

export interface XrLayer {
  /** What is seen in the headset; null is the canvas itself. */
  readonly framebuffer: WebGLFramebuffer | null
  getViewport(view: XrView): { x: number; y: number; width: number; height: number }
}

interface XrLayerConstructor {
  new (
    session: XrSession,
    context: WebGLRenderingContext,
    options: { antialias: boolean; depth: boolean; framebufferScaleFactor: number },
  ): XrLayer
  getNativeFramebufferScaleFactor(session: XrSession): number
}

/** What a session shows from a context, in all the pixels of the headset: a picture is cheap to draw. */
export function layerOf(session: XrSession, context: WebGLRenderingContext): XrLayer {
  const { XRWebGLLayer: Layer } = globalThis as unknown as { XRWebGLLayer: XrLayerConstructor }
  const framebufferScaleFactor = Layer.getNativeFramebufferScaleFactor(session)
  return new Layer(session, context, { antialias: false, depth: false, framebufferScaleFactor })
}
