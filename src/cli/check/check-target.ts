import { existsSync } from 'node:fs'
import type { Target } from '../../ports.js'
import { compareTarget } from '../../publish/compare-target.js'
import type { Ledger } from '../../publish/ledger.js'
import type { Manifest } from '../../publish/manifest.js'
import { surveyTarget } from '../../publish/survey.js'
import type { Problem } from '../../types.js'

/**
 * Compares the output folder with its own record, as cheaply as a build looks at it. Nothing to say before the first build.
 * @param folders Public folders that hold nothing but what we publish.
 */
export async function checkTarget(
  outDir: string,
  target: Target,
  manifest: Manifest,
  ledger: Ledger,
  folders: readonly string[],
): Promise<readonly Problem[]> {
  if (!existsSync(outDir)) return []
  const standing = await surveyTarget(target, manifest, [])
  const listed = (await Promise.all(folders.map((folder) => target.list(folder)))).flat()
  return compareTarget({ manifest, standing, own: listed.map(({ path }) => path), entries: ledger.entries }).problems
}
