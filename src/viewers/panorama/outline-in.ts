import type { Spot } from '../base/ground.js'
import { radians, type Camera, type Extent } from './camera.js'

/** What shows a part of a sphere: the view is so many CSS pixels wide and high, its top leans `roll` degrees to the right. */
export interface Sight {
  camera: Camera
  roll: number
  extent: Extent
  width: number
  height: number
}

/** Right, up, and ahead of the camera. */
type Ray = readonly [x: number, y: number, z: number]

/** Less than this ahead is beside or behind: views are never so wide. */
const NEAR = 0.05

/** Degrees that a straight line of the picture may go before its bend could be seen. */
const STEP = 5

/**
 * Where places of an equirectangular picture (fractions of it) are seen, in CSS pixels from the left top corner of the view, and
 * beyond it: https://en.wikipedia.org/wiki/Equirectangular_projection, and a pinhole camera. Of more than two places the outline
 * around them, without what is behind the camera; empty where nothing is before it.
 */
export function outlineIn(places: readonly Spot[], sight: Sight): Spot[] {
  const rays = (places.length > 2 ? bent(places, sight.extent) : places).map((place) => rayTo(place, sight))
  const focal = sight.width / 2 / Math.tan(radians(sight.camera.fov) / 2)
  const [sin, cos] = [Math.sin(radians(sight.roll)), Math.cos(radians(sight.roll))]
  return ahead(rays).map(([x, y, z]) => {
    const [right, up] = [(x / z) * focal, (y / z) * focal]
    return { x: sight.width / 2 + right * cos - up * sin, y: sight.height / 2 - right * sin - up * cos }
  })
}

/** The middle of the picture is at 0°, its left edge at half of what it covers to the left; the horizon in the middle. */
function rayTo({ x, y }: Spot, { camera, extent }: Sight): Ray {
  const [yaw, pitch] = [radians((x - 0.5) * extent.across - camera.yaw), radians((0.5 - y) * extent.high)]
  const [sin, cos] = [Math.sin(radians(camera.pitch)), Math.cos(radians(camera.pitch))]
  const [up, front] = [Math.sin(pitch), Math.cos(pitch) * Math.cos(yaw)]
  return [Math.cos(pitch) * Math.sin(yaw), up * cos - front * sin, up * sin + front * cos]
}

/** Outlines with as many corners that straight lines between them are bent as those of the picture are. */
function bent(places: readonly Spot[], { across, high }: Extent): Spot[] {
  return places.flatMap((from, at) => {
    const to = places[(at + 1) % places.length] ?? from
    const parts = Math.max(1, Math.ceil(Math.hypot((to.x - from.x) * across, (to.y - from.y) * high) / STEP))
    return Array.from({ length: parts }, (_, part) => ({
      x: from.x + ((to.x - from.x) * part) / parts,
      y: from.y + ((to.y - from.y) * part) / parts,
    }))
  })
}

/** What lies before the camera of the outline around some rays: cut at the plane that is just before it (Sutherland–Hodgman). */
function ahead(rays: readonly Ray[]): Ray[] {
  return rays.flatMap((to, at) => {
    const from = rays.at(at - 1) ?? to
    const share = (NEAR - from[2]) / (to[2] - from[2])
    const crossing: Ray[] =
      from[2] > NEAR === to[2] > NEAR ? [] : [[from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share, NEAR]]
    return to[2] > NEAR ? [...crossing, to] : crossing
  })
}
