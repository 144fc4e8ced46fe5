import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { glbNeeds } from '../../src/render/engines/model/glb-needs.js'
import { glbOfSquare } from '../viewers/glb.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renditions-models-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function needsOf(bytes: Buffer): Promise<string[]> {
  await writeFile(join(folder, 'model.glb'), bytes)
  return glbNeeds(join(folder, 'model.glb'))
}

test.each<[object, string[]]>([
  [{}, []],
  [{ extensionsRequired: ['KHR_draco_mesh_compression', 'KHR_draco_mesh_compression'] }, ['draco']],
  [{ extensionsRequired: ['KHR_texture_basisu', 'EXT_meshopt_compression'] }, ['ktx2', 'meshopt']],
  // There is a way without it.
  [{ extensionsUsed: ['KHR_draco_mesh_compression'] }, []],
  [{ extensionsRequired: ['constructor', 7, null] }, []],
  [{ images: [{ uri: 'data:image/png;base64,AA==' }, { bufferView: 0 }, null] }, []],
  [{ images: [{ uri: 'https://example.org/red.png' }] }, ['files']],
  [{ buffers: [{ byteLength: 60, uri: 'square.bin' }] }, ['files']],
])('a model with %j needs %j', async (more, needs) => {
  expect(await needsOf(glbOfSquare(more))).toEqual(needs)
})

test('a file that is no model, or a damaged one, needs nothing that could be told', async () => {
  const whole = glbOfSquare({ extensionsRequired: ['KHR_draco_mesh_compression'] })
  const long = Buffer.from(whole)
  long.writeUInt32LE(0xffff_ffff, 12)
  for (const bytes of [Buffer.from('glTF'), whole.subarray(0, 200), long, Buffer.alloc(40)])
    expect(await needsOf(bytes)).toEqual([])
})
