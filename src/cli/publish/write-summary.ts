import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { publishedDiff } from '../../publish/published-diff.js'
import { summaryMarkdown, type TargetSummary } from '../../publish/summary.js'
import type { Done } from '../../publisher/tell-published.js'
import type { Call } from '../command.js'

/** What a decision changes at a target, for `writeSummary`. */
export function summaryOf({ target, decision, urls, lost }: Done): TargetSummary {
  const moved = decision.actions.filter(({ kind }) => kind === 'move')
  return { diff: publishedDiff(target, decision, urls, lost), moved }
}

/** Appends a summary to the file that `--summary` names, if it does. */
export async function writeSummary(call: Call, targets: readonly TargetSummary[]): Promise<void> {
  const file = call.value('summary')
  if (file !== undefined) await writeFile(resolve(call.cwd, file), summaryMarkdown(targets), { flag: 'a' })
}
