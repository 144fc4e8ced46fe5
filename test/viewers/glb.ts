/**
 * A binary glTF 2.0 of one red square that faces the camera, 1 m wide, and more of a scene
 * (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification).
 */
export function glbOfSquare(more: object = {}): Buffer {
  const corners = [-1, -1, 1, -1, 1, 1, -1, 1]
  const positions = new Float32Array([0, 2, 4, 6].flatMap((at) => [(corners[at] ?? 0) / 2, (corners[at + 1] ?? 0) / 2, 0]))
  const indices = new Uint16Array([0, 1, 2, 0, 2, 3])
  const binary = Buffer.concat([Buffer.from(positions.buffer), Buffer.from(indices.buffer)])
  const scene = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1, material: 0 }] }],
    materials: [
      {
        doubleSided: true,
        emissiveFactor: [1, 0, 0],
        pbrMetallicRoughness: { baseColorFactor: [0, 0, 0, 1], metallicFactor: 0 },
      },
    ],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 4, type: 'VEC3', min: [-0.5, -0.5, 0], max: [0.5, 0.5, 0] },
      { bufferView: 1, componentType: 5123, count: 6, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteLength: positions.byteLength },
      { buffer: 0, byteOffset: positions.byteLength, byteLength: indices.byteLength },
    ],
    buffers: [{ byteLength: binary.length }],
    ...more,
  }
  const json = Buffer.from(JSON.stringify(scene))
  const chunks = [chunk('JSON', json, ' '), chunk('BIN\0', binary, '\0')]
  const header = Buffer.alloc(12)
  header.write('glTF')
  header.writeUInt32LE(2, 4)
  header.writeUInt32LE(
    chunks.reduce((bytes, { length }) => bytes + length, header.length),
    8,
  )
  return Buffer.concat([header, ...chunks])
}

/** Chunks are padded to four bytes. */
function chunk(type: string, data: Buffer, padding: string): Buffer {
  const padded = Buffer.concat([data, Buffer.from(padding.repeat((4 - (data.length % 4)) % 4))])
  const head = Buffer.alloc(8)
  head.writeUInt32LE(padded.length)
  head.write(type, 4)
  return Buffer.concat([head, padded])
}
