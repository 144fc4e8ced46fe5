import { hut, normalOf } from './hut.mjs'

/** What a vertex has: three floats (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#accessor-data-types). */
const FLOATS = { componentType: 5126, type: 'VEC3' }

/** The hut on its turntable as a model: a binary glTF 2.0 of flat faces in a few colours. */
export function hutModel() {
  const { ground, house, roof, around } = hut()
  const bodies = [...ground, ...house, roof.front, roof.back, roof.chimney, ...around.flat()]
  const byColour = byColourOf(bodies.flatMap(({ faces }) => faces))
  const arrays = []
  const materials = []
  const primitives = []
  for (const faces of byColour.values()) {
    const triangles = faces.flatMap(trianglesOf)
    const positions = arrays.push(triangles.flatMap(({ corners }) => corners)) - 1
    const normals = arrays.push(triangles.flatMap(({ corners, normal }) => corners.map(() => normal))) - 1
    materials.push(materialOf(faces[0].colour))
    primitives.push({ attributes: { POSITION: positions, NORMAL: normals }, material: materials.length - 1 })
  }
  return glbOf({ materials, meshes: [{ primitives }] }, arrays)
}

function byColourOf(faces) {
  const groups = new Map()
  for (const face of faces) {
    const name = face.colour.join()
    groups.set(name, [...(groups.get(name) ?? []), face])
  }
  return groups
}

/** A face as triangles around its first corner. */
function trianglesOf({ points }) {
  const normal = normalOf(points)
  return points.slice(2).map((point, index) => ({ corners: [points[0], points[index + 1], point], normal }))
}

/** Colours are linear in glTF. */
function materialOf(colour) {
  const linear = colour.map((value) => (value / 255) ** 2.2)
  return { pbrMetallicRoughness: { baseColorFactor: [...linear, 1], metallicFactor: 0, roughnessFactor: 0.9 } }
}

function glbOf(content, arrays) {
  const buffers = arrays.map((vectors) => Buffer.from(new Float32Array(vectors.flat()).buffer))
  const offset = (index) => buffers.slice(0, index).reduce((sum, { length }) => sum + length, 0)
  const binary = Buffer.concat(buffers)
  const scene = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0, name: 'Hut' }],
    ...content,
    accessors: arrays.map((vectors, index) => ({ bufferView: index, count: vectors.length, ...FLOATS, ...boundsOf(vectors) })),
    bufferViews: buffers.map(({ length }, index) => ({ buffer: 0, byteOffset: offset(index), byteLength: length })),
    buffers: [{ byteLength: binary.length }],
  }
  const chunks = [chunk('JSON', Buffer.from(JSON.stringify(scene)), ' '), chunk('BIN\0', binary, '\0')]
  const header = Buffer.alloc(12)
  header.write('glTF')
  header.writeUInt32LE(2, 4)
  header.writeUInt32LE(
    chunks.reduce((sum, { length }) => sum + length, header.length),
    8,
  )
  return Buffer.concat([header, ...chunks])
}

function boundsOf(vectors) {
  const each = (pick) => [0, 1, 2].map((axis) => Math.fround(pick(...vectors.map((vector) => vector[axis]))))
  return { min: each(Math.min), max: each(Math.max) }
}

/** Chunks are padded to four bytes. */
function chunk(type, data, padding) {
  const padded = Buffer.concat([data, Buffer.from(padding.repeat((4 - (data.length % 4)) % 4))])
  const head = Buffer.alloc(8)
  head.writeUInt32LE(padded.length)
  head.write(type, 4)
  return Buffer.concat([head, padded])
}
