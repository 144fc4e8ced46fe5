/**
 * The one door to Pannellum (https://pannellum.org, MIT), of which only the renderer is used: its viewer fetches the picture
 * into a `blob:` that strict policies forbid, has buttons that no keyboard reaches, and listens to the whole document.
 */
import 'pannellum/src/js/libpannellum.js'
import type { PannellumRenderer } from 'pannellum/src/js/libpannellum.js'

export type { PannellumRenderer }

/** Puts a canvas that fills it into an element. */
export function createRenderer(element: HTMLElement): PannellumRenderer {
  return window.libpannellum.renderer(element)
}
