import { degrees, radians } from './camera.js'

/** How a device is held (https://www.w3.org/TR/orientation-event/#deviceorientation), in degrees. */
export interface Attitude {
  alpha: number
  beta: number
  gamma: number
}

/** Where its back looks, and how far its top leans to the right, in degrees. */
export interface Direction {
  yaw: number
  pitch: number
  roll: number
}

type Vector = readonly [east: number, north: number, up: number]

/** `screen` is the angle that the content is turned by on the device: 0 upright, 90 with its left side down. */
export function directionOf({ alpha, beta, gamma }: Attitude, screen: number): Direction {
  const world = rotation(radians(alpha), radians(beta), radians(gamma))
  const ahead = world([0, 0, -1])
  const top = world([Math.sin(radians(screen)), Math.cos(radians(screen)), 0])
  const yaw = Math.atan2(ahead[0], ahead[1])
  const right: Vector = [Math.cos(yaw), -Math.sin(yaw), 0]
  return {
    yaw: degrees(yaw),
    pitch: degrees(Math.asin(Math.min(1, Math.max(-1, ahead[2])))),
    roll: degrees(Math.atan2(dot(top, right), dot(top, cross(right, ahead)))),
  }
}

/** About the vertical, then the device's own x, then its own y. */
function rotation(alpha: number, beta: number, gamma: number): (vector: Vector) => Vector {
  const [sinA, sinB, sinG] = [alpha, beta, gamma].map(Math.sin) as [number, number, number]
  const [cosA, cosB, cosG] = [alpha, beta, gamma].map(Math.cos) as [number, number, number]
  return (vector) => {
    const [x, y, z] = [vector[0] * cosG + vector[2] * sinG, vector[1], -vector[0] * sinG + vector[2] * cosG]
    const [north, up] = [y * cosB - z * sinB, y * sinB + z * cosB]
    return [x * cosA - north * sinA, x * sinA + north * cosA, up]
  }
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
