import { chmod, lstat, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '../../base/make-folder.js'
import type { Artifact } from '../../types.js'
import { fileDigest } from './file-digest.js'

/**
 * Moves a finished file to its place: verified, made read-only, synced, renamed. Bytes that are there already and
 * right stay; anything else in the place (damaged, a folder, a link) is replaced. Rejects with the system's error,
 * or `BytesDiffer` when the file is not what it is said to be.
 */
export async function putFile(temporary: string, place: string, artifact: Artifact): Promise<void> {
  if (!(await holds(temporary, artifact))) throw new BytesDiffer()
  if (await holds(place, artifact)) return rm(temporary, { force: true })
  await makeFolder(dirname(place))
  await chmod(temporary, 0o444)
  const handle = await open(temporary, 'r')
  try {
    await handle.datasync().catch(throwUnlessUnable)
  } finally {
    await handle.close()
  }
  try {
    await rename(temporary, place)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (!['EISDIR', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES', 'ENOTDIR'].includes(code)) throw error
    await rm(place, { recursive: true, force: true })
    await rename(temporary, place)
  }
}

/** Some systems sync only what is open for writing. A disk that failed to write is another matter: it may say so only once. */
function throwUnlessUnable(error: NodeJS.ErrnoException): void {
  if (!['EACCES', 'EBADF', 'EINVAL', 'ENOTSUP', 'EPERM'].includes(error.code ?? '')) throw error
}

/** The bytes are not those of the digest that was given for them. */
export class BytesDiffer extends Error {
  override readonly name = 'BytesDiffer'
}

/** True when a plain file with an artifact's bytes stands at a path. */
export async function holds(file: string, { digest, bytes }: Artifact): Promise<boolean> {
  const stats = await lstat(file).catch(() => undefined)
  if (!stats?.isFile() || stats.size !== bytes) return false
  return (await fileDigest(file).catch(() => '')) === digest
}
