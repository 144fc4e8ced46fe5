import sharp from 'sharp'
import { seededRandom } from './seeded-random.mjs'

/** Sky from top to horizon, the farthest and the nearest ridge, and the sun or moon: colour, and place as fractions. */
const hours = {
  dawn: {
    sky: ['#20325e', '#6d6fa8', '#f2a65a', '#ffe3b0'],
    far: [176, 140, 160],
    near: [34, 42, 66],
    light: { colour: '#fff3cf', x: 0.68, y: 0.22 },
  },
  noon: {
    sky: ['#2f6fb8', '#6ea8dc', '#b9dcf2', '#e6f4fb'],
    far: [150, 182, 208],
    near: [38, 74, 58],
    light: { colour: '#ffffff', x: 0.2, y: 0.14 },
  },
  dusk: {
    sky: ['#1b1c3f', '#5b3a6e', '#c95f63', '#f8b26a'],
    far: [132, 92, 126],
    near: [24, 22, 40],
    light: { colour: '#ffd9a0', x: 0.36, y: 0.24 },
  },
  mist: {
    sky: ['#8fa6b4', '#b4c4cd', '#d5dfe3', '#f1f4f4'],
    far: [196, 208, 214],
    near: [70, 92, 104],
    light: { colour: '#fffdf5', x: 0.55, y: 0.2 },
  },
  night: {
    sky: ['#060b1e', '#0e1c3d', '#1c3560', '#35578a'],
    far: [44, 66, 104],
    near: [6, 10, 20],
    light: { colour: '#f4f6ff', x: 0.75, y: 0.2 },
  },
}

const RIDGES = 6
/** The drawing is made at this share of the size; the film grain on top is sharp at full size. */
const DRAWN = 0.5

/**
 * A mountain landscape as JPEG: `width` × `height` upright pixels. With `orientation` 6 the pixels are stored lying,
 * and EXIF says to turn them, as phones do.
 */
export async function landscape({ seed, width, height, hour, lake = false, trees = 0, cross = false, orientation = 1, exif }) {
  const size = { width: Math.round(width * DRAWN), height: Math.round(height * DRAWN) }
  const drawing = Buffer.from(drawLandscape({ ...size, seed, hour: hours[hour], night: hour === 'night', lake, trees, cross }))
  const picture = sharp(
    await sharp(drawing).resize(width, height).removeAlpha().png({ compressionLevel: 1 }).toBuffer(),
  ).composite([{ input: await grain(seed), tile: true, blend: 'soft-light' }])
  const pixels = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width: w, height: h, channels } = pixels.info
  let result = sharp(pixels.data, { raw: { width: w, height: h, channels } })
  if (orientation === 6) result = result.rotate(-90)
  if (exif) result = result.withExif(exif)
  if (orientation !== 1) result = result.withMetadata({ orientation })
  return result.jpeg({ quality: 88 }).toBuffer()
}

function drawLandscape({ width, height, seed, hour, night, lake, trees, cross }) {
  const random = seededRandom(seed)
  const shore = lake ? height * 0.62 : height
  const sky = hour.sky.map((colour, at) => `<stop offset="${at / (hour.sky.length - 1)}" stop-color="${colour}"/>`).join('')
  const light = { x: hour.light.x * width, y: hour.light.y * shore, r: Math.min(width, height) * 0.03 }
  const ridges = Array.from({ length: RIDGES }, (_, at) => ridge({ random, width, shore, lake, hour, depth: at / (RIDGES - 1) }))
  const stars = night ? Array.from({ length: 260 }, () => star(random, width, shore)).join('') : ''
  const scene = `<rect width="${width}" height="${shore}" fill="url(#sky)"/>${stars}
    <circle cx="${light.x}" cy="${light.y}" r="${light.r * 7}" fill="url(#glow)"/>
    <circle cx="${light.x}" cy="${light.y}" r="${light.r}" fill="${hour.light.colour}"/>
    ${ridges.map(({ path, fill }) => `<path d="${path}" fill="${fill}"/>`).join('')}`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
    <defs>
      <linearGradient id="sky" x1="0" y1="0" x2="0" y2=".5">${sky}</linearGradient>
      <radialGradient id="glow"><stop offset="0" stop-color="${hour.light.colour}" stop-opacity=".55"/><stop offset="1" stop-color="${hour.light.colour}" stop-opacity="0"/></radialGradient>
      <linearGradient id="water" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${hour.sky[2]}" stop-opacity=".25"/><stop offset="1" stop-color="${hour.sky[0]}" stop-opacity=".85"/></linearGradient>
      <clipPath id="lake"><rect y="${shore}" width="${width}" height="${height - shore}"/></clipPath>
    </defs>
    ${scene}
    ${lake ? mirrored({ scene, random, width, height, shore, light, colour: hour.light.colour }) : ''}
    ${Array.from({ length: trees }, () => tree(random, width, height, hour.near)).join('')}
    ${cross ? summitCross(width, height) : ''}
  </svg>`
}

/** One chain of mountains by midpoint displacement; depth 0 is far and pale, 1 near and dark. */
function ridge({ random, width, shore, lake, hour, depth }) {
  let heights = [random(), random(), random()]
  for (let rough = 0.75; heights.length < 500; rough *= 0.54) {
    heights = heights.flatMap((value, at) => {
      const next = heights[at + 1]
      return next === undefined ? [value] : [value, (value + next) / 2 + (random() - 0.5) * rough]
    })
  }
  const top = shore * (lake ? 0.4 + depth * 0.4 : 0.28 + depth * 0.48)
  const reach = shore * (0.34 - depth * 0.16)
  const points = heights.map(
    (value, at) => `${((at / (heights.length - 1)) * width).toFixed(1)},${(top + (0.5 - value) * reach).toFixed(1)}`,
  )
  const channel = (at) => Math.round(hour.far[at] + (hour.near[at] - hour.far[at]) * depth)
  return { path: `M0,${shore}L${points.join('L')}L${width},${shore}Z`, fill: `rgb(${channel(0)},${channel(1)},${channel(2)})` }
}

function mirrored({ scene, random, width, height, shore, light, colour }) {
  const ripples = Array.from({ length: 240 }, () => {
    const y = shore + random() ** 1.6 * (height - shore)
    const near = (y - shore) / (height - shore)
    const x = random() < 0.5 ? light.x + (random() - 0.5) * width * 0.16 * (0.4 + near) : random() * width
    const length = width * (0.01 + 0.05 * random()) * (0.4 + near)
    return `<rect x="${x - length / 2}" y="${y}" width="${length}" height="${1 + near * 3}" rx="1" fill="${colour}" opacity="${0.05 + random() * 0.22}"/>`
  })
  return `<g clip-path="url(#lake)"><g transform="matrix(1 0 0 -1 0 ${2 * shore})">${scene}</g>
    <rect y="${shore}" width="${width}" height="${height - shore}" fill="url(#water)"/>${ripples.join('')}</g>`
}

function star(random, width, shore) {
  return `<circle cx="${random() * width}" cy="${random() * shore * 0.7}" r="${0.5 + random() * 1.4}" fill="#fff" opacity="${0.3 + random() * 0.7}"/>`
}

function tree(random, width, height, [r, g, b]) {
  const depth = random()
  const x = random() * width
  const foot = height * (0.86 + depth * 0.16)
  const tall = height * (0.1 + depth * 0.16)
  const wide = tall * 0.34
  const layers = [0, 1, 2, 3].map((at) => {
    const y = foot - tall * (0.12 + at * 0.2)
    const half = (wide / 2) * (1 - at * 0.2)
    return `<path d="M${x - half},${y}L${x},${y - tall * 0.32}L${x + half},${y}Z"/>`
  })
  const shade = 0.55 + 0.5 * random()
  return `<g fill="rgb(${Math.round(r * shade)},${Math.round(g * shade)},${Math.round(b * shade)})"><rect x="${x - wide * 0.04}" y="${foot - tall * 0.14}" width="${wide * 0.08}" height="${tall * 0.14}"/>${layers.join('')}</g>`
}

function summitCross(width, height) {
  const [x, foot, tall] = [width * 0.72, height * 0.86, height * 0.46]
  return `<path d="M${width * 0.4},${height}Q${x - width * 0.08},${foot - height * 0.03} ${x},${foot - height * 0.02}T${width},${height * 0.97}V${height}Z" fill="#2c3a33"/>
    <g fill="#3b2f26"><rect x="${x - tall * 0.025}" y="${foot - tall}" width="${tall * 0.05}" height="${tall}"/><rect x="${x - tall * 0.2}" y="${foot - tall * 0.78}" width="${tall * 0.4}" height="${tall * 0.05}"/></g>`
}

/** A tile of film grain around middle grey, which leaves colours as they are on average. */
async function grain(seed) {
  const random = seededRandom(seed * 7919)
  const side = 512
  const data = Buffer.alloc(side * side)
  for (let at = 0; at < data.length; at++) data[at] = 128 + (random() + random() - 1) * 46
  return sharp(data, { raw: { width: side, height: side, channels: 1 } })
    .blur(0.7)
    .toColourspace('srgb')
    .png()
    .toBuffer()
}
