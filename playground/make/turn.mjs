import sharp from 'sharp'
import { hut, normalOf } from './hut.mjs'

const SIZE = { width: 960, height: 720 }
/** Radians that the eye looks down, and its distance from the middle. */
const EYE = { down: 0.34, distance: 12 }
/** Where the light comes from, which does not turn with the hut. */
const LIGHT = [-0.42, 0.68, 0.6]

/** One frame of the hut on a turntable, `share` (0–1) of a turn on, as JPEG. */
export function turned(share) {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">
    <defs><radialGradient id="room" cx=".5" cy=".42" r=".75"><stop offset="0" stop-color="#f7f5ef"/><stop offset="1" stop-color="#d3d6d4"/></radialGradient>
    <radialGradient id="shade"><stop offset=".55" stop-color="#39424a" stop-opacity=".42"/><stop offset="1" stop-color="#39424a" stop-opacity="0"/></radialGradient></defs>
    <rect width="100%" height="100%" fill="url(#room)"/><ellipse cx="480" cy="556" rx="400" ry="128" fill="url(#shade)"/>
    ${bodiesInOrder(share * 2 * Math.PI)}</svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 88 }).toBuffer()
}

function bodiesInOrder(angle) {
  const { ground, house, roof, around } = hut()
  const turn = turnBy(angle)
  const [far, near] = turn([0, 0, 1])[2] > 0 ? [roof.back, roof.front] : [roof.front, roof.back]
  const top = far === roof.front ? [far, roof.chimney, near] : [far, near, roof.chimney]
  const groups = [[...house, ...top], ...around].map((bodies) => ({ bodies, depth: depthOf(bodies, turn) }))
  const sorted = groups.sort((a, b) => a.depth - b.depth).flatMap(({ bodies }) => bodies)
  return [...ground, ...sorted].map(({ faces }) => faces.map((face) => drawn(face, turn)).join('')).join('')
}

/** The place of a point, seen from the eye: x to the right, y up, z towards it. */
function turnBy(angle) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const [level, down] = [Math.cos(EYE.down), Math.sin(EYE.down)]
  return ([x, y, z]) => {
    const [tx, tz] = [x * cos + z * sin, z * cos - x * sin]
    return [tx, y * level - tz * down, y * down + tz * level]
  }
}

/** How near the feet of a group are. */
function depthOf(bodies, turn) {
  const points = bodies[0].faces.flatMap((face) => face.points)
  return points.reduce((sum, [x, , z]) => sum + turn([x, 0, z])[2], 0) / points.length
}

function drawn({ points, colour }, turn) {
  const seen = points.map(turn)
  const normal = normalOf(seen)
  const toEye = [0, 0, EYE.distance].map((value, at) => value - seen[0][at])
  if (dot(normal, toEye) <= 0) return ''
  const shade = 0.66 + 0.46 * Math.max(0, dot(normal, LIGHT))
  const fill = `rgb(${colour.map((value) => Math.min(255, Math.round(value * shade))).join()})`
  return `<path d="M${seen.map(onPicture).join('L')}Z" fill="${fill}" stroke="${fill}" stroke-width=".7"/>`
}

function onPicture([x, y, z]) {
  const scale = (112 * EYE.distance) / (EYE.distance - z)
  return `${(SIZE.width / 2 + x * scale).toFixed(1)},${(SIZE.height * 0.62 - y * scale).toFixed(1)}`
}

function dot(a, b) {
  return a.reduce((sum, value, at) => sum + value * b[at], 0)
}
