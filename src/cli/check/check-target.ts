import { existsSync } from 'node:fs'
import { errorOf, warningOf } from '../../errors.js'
import type { Target } from '../../ports.js'
import type { Ledger } from '../../publish/ledger.js'
import type { Manifest } from '../../publish/manifest.js'
import { surveyTarget } from '../../publish/survey.js'
import type { Problem } from '../../types.js'

/**
 * Compares the output folder with its own record: published files that are gone or were changed, and files among them
 * that nobody recorded. Nothing to say before the first build.
 * @param folders Public folders that hold nothing but what we publish.
 */
export async function checkTarget(
  outDir: string,
  target: Target,
  manifest: Manifest,
  ledger: Ledger,
  folders: readonly string[],
): Promise<Problem[]> {
  if (!existsSync(outDir)) return []
  const standing = await surveyTarget(target, manifest, [])
  const paths = new Map(ledger.entries.map((entry) => [entry.id, entry.path]))
  const missing = [...standing.keys()].map((address) => {
    const asset = manifest.files.get(address)?.asset ?? ''
    return errorOf('published-missing', { address, path: paths.get(asset) ?? '' })
  })
  const listed = (await Promise.all(folders.map((folder) => target.list(folder)))).flat()
  const orphans = listed
    .filter((file) => !manifest.files.has(file.path))
    .map((file) => warningOf('target-orphan', { address: file.path }))
  return [...missing, ...orphans]
}
