import sharp from 'sharp'
import { seededRandom } from './seeded-random.mjs'

const [WIDTH, HEIGHT] = [3200, 2400]
/** Points of the height field, across and down. */
const [COLUMNS, ROWS] = [320, 240]
const LAKE = 0.3
/** Steps of height at which a line is drawn; every fifth is strong. */
const STEPS = 34

/** A survey map of the lake with lines of equal height, 3200 × 2400, as JPEG: more than any screen shows at once. */
export function surveyMap({ seed }) {
  const random = seededRandom(seed)
  const field = heights(random)
  const levels = Array.from({ length: STEPS }, (_, at) => LAKE + ((at + 1) / (STEPS + 1)) * (1.02 - LAKE))
  const lines = levels.map((level, at) => {
    const [colour, width] = at % 5 === 4 ? ['#96633a', 5] : ['#b98a5e', 2]
    return `<path d="${contour(field, level)}" stroke="${colour}" stroke-width="${width}"/>`
  })
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <path d="${contour(field, LAKE)}" fill="none" stroke="#2c6c94" stroke-width="9" stroke-linecap="round"/>
    <g fill="none" stroke-linecap="round">${lines.join('')}</g>
    ${grid()}${woods(random, field)}
    <path d="${path(field)}" fill="none" stroke="#b3262b" stroke-width="10" stroke-dasharray="30 22" stroke-linecap="round"/>
    <rect x="40" y="40" width="${WIDTH - 80}" height="${HEIGHT - 80}" fill="none" stroke="#3a3126" stroke-width="8"/>
    <rect x="64" y="64" width="${WIDTH - 128}" height="${HEIGHT - 128}" fill="none" stroke="#3a3126" stroke-width="2"/>
  </svg>`
  return sharp(tints(field), { raw: { width: COLUMNS, height: ROWS, channels: 3 } })
    .resize(WIDTH, HEIGHT, { fit: 'fill', kernel: 'cubic' })
    .composite([{ input: Buffer.from(drawing) }])
    .jpeg({ quality: 82 })
    .toBuffer()
}

/** Height (about 0–1) by column and row: a basin with the lake, within hills. */
function heights(random) {
  const hills = Array.from({ length: 70 }, (_, at) => {
    const radius = at < 8 ? 0.3 : 0.05 + random() * 0.1
    return { x: random() * 1.34, y: random(), radius, tall: at < 8 ? 0.12 : (random() - 0.35) * 0.3 }
  })
  return Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: COLUMNS }, (__, column) => {
      const [x, y] = [(column / (COLUMNS - 1)) * 1.34, row / (ROWS - 1)]
      const basin = Math.hypot((x - 0.62) * 0.78, (y - 0.56) * 1.35)
      const bumps = hills.reduce((sum, hill) => {
        const near = ((x - hill.x) ** 2 + (y - hill.y) ** 2) / hill.radius ** 2
        return near > 9 ? sum : sum + hill.tall * Math.exp(-near)
      }, 0)
      return Math.min(1.1, 0.16 + 0.52 * Math.tanh(basin * 1.35) + bumps * Math.min(1, basin * 2))
    }),
  )
}

/** Colours of a map by height, with light from the north-west. */
function tints(field) {
  const stops = [
    [LAKE - 0.2, [120, 172, 204]],
    [LAKE, [182, 215, 230]],
    [LAKE + 0.001, [214, 226, 190]],
    [0.6, [238, 230, 200]],
    [0.85, [232, 218, 198]],
    [1.1, [250, 250, 248]],
  ]
  const pixels = Buffer.alloc(COLUMNS * ROWS * 3)
  field.forEach((line, row) =>
    line.forEach((height, column) => {
      const next = field[Math.min(row + 1, ROWS - 1)][Math.min(column + 1, COLUMNS - 1)]
      const light = height < LAKE ? 1 : Math.max(0.78, Math.min(1.08, 1 + (next - height) * 9))
      colourAt(stops, height).forEach((value, at) => {
        pixels[(row * COLUMNS + column) * 3 + at] = Math.min(255, Math.round(value * light))
      })
    }),
  )
  return pixels
}

function colourAt(stops, height) {
  const above = Math.max(
    1,
    stops.findIndex(([level]) => level >= height),
  )
  const [[low, from], [high, to]] = [stops[above - 1], stops[above]]
  const share = Math.max(0, Math.min(1, (height - low) / (high - low)))
  return from.map((value, at) => value + (to[at] - value) * share)
}

/** Marching squares: short pieces of the line at one height, as path data. */
function contour(field, level) {
  const pieces = []
  for (let row = 0; row + 1 < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      if (isOneSide(field, row, column, level)) continue
      const crossings = edgesOf(field, row, column).flatMap(([a, b]) => crossing(a, b, level))
      for (let at = 0; at + 1 < crossings.length; at += 2) pieces.push(`M${crossings[at]}L${crossings[at + 1]}`)
    }
  }
  return pieces.join('')
}

/** No line passes here: most places, so this is asked first. */
function isOneSide(field, row, column, level) {
  const [upper, lower] = [field[row], field[row + 1]]
  const above = upper[column] < level
  return above === upper[column + 1] < level && above === lower[column] < level && above === lower[column + 1] < level
}

function edgesOf(field, row, column) {
  const corner = (right, down) => [column + right, row + down, field[row + down][column + right]]
  const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)]
  return [
    [a, b],
    [b, c],
    [c, d],
    [d, a],
  ]
}

function crossing([ax, ay, a], [bx, by, b], level) {
  if (a < level === b < level) return []
  const share = (level - a) / (b - a)
  return [onMap(ax + (bx - ax) * share, ay + (by - ay) * share)]
}

function onMap(column, row) {
  return `${((column / (COLUMNS - 1)) * WIDTH).toFixed(0)},${((row / (ROWS - 1)) * HEIGHT).toFixed(0)}`
}

function grid() {
  const lines = [
    ...Array.from({ length: 7 }, (_, at) => `M${(at + 1) * 400},64V${HEIGHT - 64}`),
    ...Array.from({ length: 5 }, (_, at) => `M64,${(at + 1) * 400}H${WIDTH - 64}`),
  ]
  return `<path d="${lines.join('')}" stroke="#4a6a86" stroke-width="1.5" opacity=".5"/>`
}

/** Small trees on the lower slopes. */
function woods(random, field) {
  const trees = Array.from({ length: 2600 }, () => {
    const [column, row] = [Math.floor(random() * COLUMNS), Math.floor(random() * ROWS)]
    const height = field[row][column]
    if (height < LAKE + 0.03 || height > 0.62) return ''
    const [x, y] = onMap(column, row).split(',').map(Number)
    return `M${x - 9},${y + 12}L${x},${y - 14}L${x + 9},${y + 12}Z`
  })
  return `<path d="${trees.join('')}" fill="#5f8a56" opacity=".8"/>`
}

/** A walk around the lake: outwards from its middle until there is land below the feet. */
function path(field) {
  const points = Array.from({ length: 73 }, (_, at) => {
    const angle = (at / 72) * 2 * Math.PI
    for (let out = 10; out < 110; out++) {
      const [column, row] = [148 + Math.cos(angle) * out, 134 + Math.sin(angle) * out]
      if (field[Math.round(row)][Math.round(column)] > LAKE + 0.035) return onMap(column, row)
    }
    return onMap(148 + Math.cos(angle) * 110, 134 + Math.sin(angle) * 110)
  })
  return `M${points.join('L')}`
}
