/**
 * The hut, its rock and its spruces as flat coloured faces: y is up, one unit is about a metre. Bodies are convex, so that
 * whoever draws the far ones first, and of each the faces turned to the eye, needs no other order.
 */

const COLOURS = {
  grass: [122, 148, 92],
  rock: [128, 124, 120],
  wall: [150, 104, 66],
  plinth: [150, 148, 144],
  roof: [112, 58, 52],
  door: [70, 46, 32],
  pane: [250, 214, 130],
  chimney: [134, 126, 118],
  spruce: [48, 92, 70],
  trunk: [92, 68, 48],
  bench: [176, 132, 84],
}

/** Bodies in groups that are drawn in the order in which they stand; groups by how far they are. */
export function hut() {
  const house = [
    box([0, 0.15, 0], [2.9, 0.3, 2.1], COLOURS.plinth),
    { faces: [...gabled(2.7, 1.9, 0.3, 1.5, 2.45), ...fittings()] },
  ]
  return {
    ground: [ground()],
    house,
    roof: { front: slab(1), back: slab(-1), chimney: box([0.75, 2.4, 0.5], [0.34, 1.1, 0.34], COLOURS.chimney) },
    around: [
      ...spruce(-2.3, -1.1, 2.7),
      ...spruce(-1.75, -1.95, 2),
      ...spruce(2.1, -1.65, 2.3),
      ...spruce(-2.45, 0.75, 1.5),
      [box([1.95, 0.2, 1.2], [0.5, 0.4, 0.45], COLOURS.rock)],
      [box([2.35, 0.13, 0.75], [0.36, 0.26, 0.3], COLOURS.rock)],
      [box([-0.75, 0.17, 1.5], [0.9, 0.1, 0.28], COLOURS.bench)],
    ],
  }
}

/** Direction that a face looks to, of length 1; its corners go round against the clock, seen from outside. */
export function normalOf([a, b, c]) {
  const [u, v] = [minus(b, a), minus(c, a)]
  const cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
  const length = Math.hypot(...cross)
  return cross.map((value) => value / length)
}

function minus(a, b) {
  return a.map((value, at) => value - b[at])
}

function box([x, y, z], [wide, high, deep], colour) {
  const corner = (right, up, near) => [x + (right * wide) / 2, y + (up * high) / 2, z + (near * deep) / 2]
  return { faces: boxFaces(corner, colour) }
}

function boxFaces(corner, colour) {
  const face = (...corners) => ({ colour, points: corners.map((at) => corner(...at)) })
  return [
    face([-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]),
    face([1, -1, -1], [-1, -1, -1], [-1, 1, -1], [1, 1, -1]),
    face([1, -1, 1], [1, -1, -1], [1, 1, -1], [1, 1, 1]),
    face([-1, -1, -1], [-1, -1, 1], [-1, 1, 1], [-1, 1, -1]),
    face([-1, 1, 1], [1, 1, 1], [1, 1, -1], [-1, 1, -1]),
    face([-1, -1, -1], [1, -1, -1], [1, -1, 1], [-1, -1, 1]),
  ]
}

/** Four walls, the two at the sides with gables up to `top`. */
function gabled(wide, deep, foot, eaves, top) {
  const [x, z] = [wide / 2, deep / 2]
  const wall = (...points) => ({ colour: COLOURS.wall, points })
  return [
    wall([-x, foot, z], [x, foot, z], [x, eaves, z], [-x, eaves, z]),
    wall([x, foot, -z], [-x, foot, -z], [-x, eaves, -z], [x, eaves, -z]),
    wall([x, foot, z], [x, foot, -z], [x, eaves, -z], [x, top, 0], [x, eaves, z]),
    wall([-x, foot, -z], [-x, foot, z], [-x, eaves, z], [-x, top, 0], [-x, eaves, -z]),
  ]
}

/** Door and windows, a centimetre before the walls they are in. */
function fittings() {
  const front = (x, y, wide, high, colour) => quad((right, up) => [x + right * wide, y + up * high, 0.96], colour)
  const back = (x, y, wide, high, colour) => quad((right, up) => [x - right * wide, y + up * high, -0.96], colour)
  const east = (z, y, wide, high, colour) => quad((right, up) => [1.36, y + up * high, z - right * wide], colour)
  const west = (z, y, wide, high, colour) => quad((right, up) => [-1.36, y + up * high, z + right * wide], colour)
  const pane = COLOURS.pane
  return [
    front(0.75, 0.82, 0.24, 0.48, COLOURS.door),
    front(-0.75, 0.95, 0.26, 0.24, pane),
    front(0, 0.95, 0.26, 0.24, pane),
    back(-0.5, 0.95, 0.26, 0.24, pane),
    back(0.5, 0.95, 0.26, 0.24, pane),
    east(0, 0.95, 0.26, 0.24, pane),
    east(0, 1.72, 0.16, 0.16, pane),
    west(0.4, 0.95, 0.26, 0.24, pane),
    west(-0.4, 0.95, 0.26, 0.24, pane),
  ]
}

function quad(at, colour) {
  return { colour, points: [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)] }
}

/** One side of the roof: towards +z (1) or −z (−1), wider than the walls. */
function slab(side) {
  const corner = (right, up, out) => {
    const down = out === side ? 1.32 : 0
    return [right * 1.62, 2.46 - down * 0.93 + (up > 0 ? 0.14 : 0), side * down]
  }
  return { faces: boxFaces(corner, COLOURS.roof) }
}

/** Three storeys of branches on a trunk, from the ground up. */
function spruce(x, z, tall) {
  const storey = (from, to, radius) => ({ faces: cone([x, z], from * tall, to * tall, radius * tall, COLOURS.spruce) })
  return [
    [
      box([x, tall * 0.07, z], [tall * 0.08, tall * 0.14, tall * 0.08], COLOURS.trunk),
      storey(0.12, 0.55, 0.24),
      storey(0.36, 0.78, 0.19),
      storey(0.6, 1, 0.13),
    ],
  ]
}

function cone([x, z], from, to, radius, colour) {
  const rim = circle(9, radius).map(([dx, dz]) => [x + dx, from, z + dz])
  const sides = rim.map((point, at) => ({ colour, points: [point, rim[(at + 1) % rim.length], [x, to, z]] }))
  return [...sides, { colour, points: rim.toReversed() }]
}

/** Grass on rock. */
function ground() {
  const rim = circle(28, 1)
  const [top, foot] = [rim.map(([x, z]) => [x * 3.1, 0, z * 3.1]), rim.map(([x, z]) => [x * 2.75, -0.55, z * 2.75])]
  const sides = rim.map((_, at) => {
    const next = (at + 1) % rim.length
    return { colour: COLOURS.rock, points: [foot[at], foot[next], top[next], top[at]] }
  })
  return { faces: [{ colour: COLOURS.grass, points: top }, ...sides] }
}

/** Points of a circle, against the clock as seen from above. */
function circle(count, radius) {
  return Array.from({ length: count }, (_, at) => {
    const angle = (at / count) * 2 * Math.PI
    return [Math.cos(angle) * radius, -Math.sin(angle) * radius]
  })
}
