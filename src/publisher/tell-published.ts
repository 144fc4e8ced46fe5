import type { Config } from '../config/types.js'
import { errorOf } from '../errors.js'
import type { Outlook } from '../publish/outlook.js'
import type { TextFile } from '../publish/edge/text-file.js'
import { isEmptyDiff, publishedDiff, purgeText } from '../publish/published-diff.js'
import type { PublicUrls } from '../publish/public-url.js'
import type { Problem } from '../types.js'

/** A publish that is over, at one target. */
export interface Done {
  target: string
  decision: Pick<Outlook, 'actions'>
  urls: PublicUrls
  /** Paths that could not be put. */
  lost: readonly string[]
}

/**
 * After a publish: writes the list of URLs that CDNs have to forget (none when there are none), and calls the author's hook for each target in which
 * something changed. What the hook throws is a finding: the publish itself is done.
 */
export async function tellPublished(
  done: readonly Done[],
  onPublished: Config['onPublished'],
  purge: (target: string) => Pick<TextFile, 'write' | 'remove'>,
): Promise<Problem[]> {
  const diffs = done.map(({ target, decision, urls, lost }) => publishedDiff(target, decision, urls, lost))
  const problems: Problem[] = []
  for (const diff of diffs) {
    const text = purgeText(diff)
    // A list of a former publish would be obeyed again.
    await (text === '' ? purge(diff.target).remove() : purge(diff.target).write(text))
    if (isEmptyDiff(diff)) continue
    try {
      await onPublished?.(diff)
    } catch (error) {
      problems.push(
        errorOf('hook-failed', { target: diff.target, reason: error instanceof Error ? error.message : String(error) }),
      )
    }
  }
  return problems
}
