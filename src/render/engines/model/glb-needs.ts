import { open, type FileHandle } from 'node:fs/promises'
import type { ModelNeed } from '../../../types.js'

/** Extensions of glTF whose data a viewer has to decode (https://github.com/KhronosGroup/glTF/tree/main/extensions). */
const DECODED: Readonly<Record<string, ModelNeed>> = {
  KHR_draco_mesh_compression: 'draco',
  KHR_texture_basisu: 'ktx2',
  EXT_meshopt_compression: 'meshopt',
}

/** A scene is described in much less; geometry and textures come after it. */
const LONGEST_SCENE = 16 << 20

const HEADER = 12
const CHUNK_HEAD = 8

/**
 * What it takes to show a binary glTF 2.0 besides the file, from its scene, which is the first chunk
 * (https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification). Nothing for what cannot be read as
 * one: whoever shows it will tell. Never rejects.
 */
export async function glbNeeds(file: string): Promise<ModelNeed[]> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'r')
    const head = await readFrom(handle, 0, HEADER + CHUNK_HEAD)
    const length = head.readUInt32LE(HEADER)
    if (head.readUInt32LE(4) !== 2 || head.toString('latin1', HEADER + 4, HEADER + 8) !== 'JSON' || length > LONGEST_SCENE)
      return []
    return needsOf(JSON.parse((await readFrom(handle, HEADER + CHUNK_HEAD, length)).toString('utf8')))
  } catch {
    return []
  } finally {
    await handle?.close()
  }
}

async function readFrom(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from)
  return buffer.subarray(0, bytesRead)
}

function needsOf(scene: unknown): ModelNeed[] {
  const required = listOf(scene, 'extensionsRequired').flatMap((name) =>
    typeof name === 'string' && Object.hasOwn(DECODED, name) ? (DECODED[name] ?? []) : [],
  )
  const parts = [...listOf(scene, 'buffers'), ...listOf(scene, 'images')]
  const isOutside = parts.some((part) => {
    const uri = typeof part === 'object' && part !== null && 'uri' in part ? part.uri : undefined
    return typeof uri === 'string' && !/^data:/i.test(uri)
  })
  return [...new Set(required), ...(isOutside ? (['files'] as const) : [])]
}

function listOf(scene: unknown, name: string): readonly unknown[] {
  const value =
    typeof scene === 'object' && scene !== null && name in scene ? (scene as Record<string, unknown>)[name] : undefined
  return Array.isArray(value) ? value : []
}
