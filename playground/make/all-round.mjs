import sharp from 'sharp'
import { seededRandom } from './seeded-random.mjs'

/** Drawn in these units, and on as many pixels as a view of a third of the turn shows on a laptop. */
const [WIDTH, HEIGHT] = [3200, 1600]
const SCALE = 0.75
const RIDGES = 5

/** The view from a jetty all round, as an equirectangular JPEG of 2400 × 1200: left and right edge are the same direction. */
export function allRound({ seed }) {
  const random = seededRandom(seed)
  const horizon = HEIGHT / 2
  const ridges = Array.from({ length: RIDGES }, (_, at) => ridge(random, at / (RIDGES - 1), horizon))
  const scene = `<rect width="${WIDTH}" height="${horizon}" fill="url(#sky)"/>
    <circle cx="1060" cy="600" r="420" fill="url(#glow)"/><circle cx="1060" cy="600" r="26" fill="#fff6dd"/>${ridges.join('')}`
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH * SCALE}" height="${HEIGHT * SCALE}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <defs>
      <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#173a6b"/><stop offset=".55" stop-color="#5f86b8"/><stop offset=".85" stop-color="#f0b07a"/><stop offset="1" stop-color="#ffe2b4"/></linearGradient>
      <radialGradient id="glow"><stop offset="0" stop-color="#fff1c9" stop-opacity=".75"/><stop offset="1" stop-color="#fff1c9" stop-opacity="0"/></radialGradient>
      <linearGradient id="water" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f0b07a" stop-opacity=".2"/><stop offset=".4" stop-color="#1d3a5c" stop-opacity=".75"/><stop offset="1" stop-color="#0a1826"/></linearGradient>
      <linearGradient id="wood" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8a6a4c"/><stop offset="1" stop-color="#6b4f38"/></linearGradient>
      <clipPath id="lake"><rect y="${horizon}" width="${WIDTH}" height="${horizon}"/></clipPath>
    </defs>
    ${scene}
    <g clip-path="url(#lake)"><g transform="matrix(1 0 0 -1 0 ${HEIGHT})">${scene}</g><rect y="${horizon}" width="${WIDTH}" height="${horizon}" fill="url(#water)"/>${ripples(random, horizon)}</g>
    ${jetty(horizon)}
  </svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 86 }).toBuffer()
}

/** Waves that fit whole times around, so that the chain ends where it began. */
function ridge(random, depth, horizon) {
  const waves = Array.from({ length: 90 }, (_, at) => {
    const times = at + 2
    return { times, phase: random() * 2 * Math.PI, tall: (random() + 0.3) / times ** 1.15 }
  })
  const points = Array.from({ length: 801 }, (_, at) => {
    const angle = (at / 800) * 2 * Math.PI
    const height = waves.reduce((sum, { times, phase, tall }) => sum + tall * Math.sin(angle * times + phase), 0)
    const top = horizon - (190 - depth * 150) - Math.abs(height) * (150 - depth * 90)
    return `${(at * WIDTH) / 800},${top.toFixed(1)}`
  })
  const channel = (far, near) => Math.round(far + (near - far) * depth)
  const fill = `rgb(${channel(158, 26)},${channel(140, 44)},${channel(166, 58)})`
  return `<path d="M0,${horizon}L${points.join('L')}L${WIDTH},${horizon}Z" fill="${fill}"/>`
}

function ripples(random, horizon) {
  const ripple = () => {
    const near = random() ** 1.7
    const wide = 14 + 120 * near * random()
    const x = random() * (WIDTH - wide)
    return `<rect x="${x}" y="${horizon + 4 + near * 520}" width="${wide}" height="${1.2 + near * 4}" rx="1" fill="#ffe9c4" opacity="${0.05 + random() * 0.14}"/>`
  }
  return Array.from({ length: 420 }, ripple).join('')
}

/** Boards below the feet: parallel on the ground, so on the picture they come together towards the horizon. */
function jetty(horizon) {
  // A point on boards that lie 1.6 m below the eye, `out` metres ahead and `side` metres to the right.
  const point = (side, out) => {
    const yaw = Math.atan2(side, out)
    const down = Math.atan2(1.6, Math.hypot(side, out))
    return `${(1600 + (yaw / (2 * Math.PI)) * WIDTH).toFixed(1)},${(horizon + (down / Math.PI) * HEIGHT).toFixed(1)}`
  }
  const across = Array.from({ length: 25 }, (_, at) => -1.1 + (at / 24) * 2.2)
  const board = (from, to) =>
    `<path d="M${[...across.map((side) => point(side, to)), ...across.toReversed().map((side) => point(side, from))].join('L')}Z" fill="url(#wood)" stroke="#3c2b1e" stroke-width="2"/>`
  return Array.from({ length: 26 }, (_, at) => 0.35 + (25 - at) * 0.3)
    .map((from) => board(from, from + 0.27))
    .join('')
}
