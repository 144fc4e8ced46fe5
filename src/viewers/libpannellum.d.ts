/** The renderer inside Pannellum 2.5, as far as it is used; the package has no types. Angles are in radians. */
declare module 'pannellum/src/js/libpannellum.js' {
  export interface PannellumRenderer {
    init(
      image: HTMLImageElement | HTMLCanvasElement | HTMLVideoElement,
      type: 'equirectangular',
      /** The picture is read anew at each `render`. */
      dynamic: boolean,
      across: number,
      high: number,
      offset: number,
      ready: () => void,
      parameters: { backgroundColor?: number[] },
    ): void
    render(pitch: number, yaw: number, fov: number, parameters?: { roll?: number }): void
    resize(): void
    getCanvas(): HTMLCanvasElement
    destroy(): void
  }

  global {
    interface Window {
      libpannellum: { renderer(container: HTMLElement): PannellumRenderer }
    }
  }
}
