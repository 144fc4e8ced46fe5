import { sizeText } from '../base/size-text.js'
import type { PublishedDiff } from '../config/options.js'
import type { Action } from './decision.js'

/** What a summary tells of one target. */
export interface TargetSummary {
  diff: PublishedDiff
  moved: readonly Pick<Action, 'from' | 'address'>[]
}

/** Longer lists are cut: a pull request is read by people. */
const MOST_LINES = 50

/** What changed, as Markdown for a pull request: a table of counts, then the addresses, folded away. */
export function summaryMarkdown(targets: readonly TargetSummary[]): string {
  const changed = targets.filter((target) => countsOf(target).some((count) => count > 0))
  if (changed.length === 0) return '### Media\n\nNothing changes.\n'
  const rows = changed.map((target) => {
    const bytes = target.diff.published.reduce((sum, file) => sum + file.bytes, 0)
    return `| ${[target.diff.target, ...countsOf(target), sizeText(bytes)].join(' | ')} |`
  })
  const head = [
    '| target | published | moved | redirected | gone (410) | removed | bytes |',
    '| --- | --: | --: | --: | --: | --: | --: |',
  ]
  return ['### Media', '', ...head, ...rows, '', ...changed.flatMap(detailsOf), ''].join('\n')
}

function countsOf({ diff, moved }: TargetSummary): number[] {
  return [diff.published.length, moved.length, diff.redirected.length, diff.gone.length, diff.removed.length]
}

function detailsOf({ diff, moved }: TargetSummary): string[] {
  return [
    ...fold(
      `${diff.target}: moved`,
      moved.map(({ from = '', address }) => `${code(from)} → ${code(address)}`),
    ),
    ...fold(
      `${diff.target}: published`,
      diff.published.map(({ url, bytes }) => `${code(url)} (${sizeText(bytes)})`),
    ),
    ...fold(
      `${diff.target}: redirected`,
      diff.redirected.map(({ url, to }) => `${code(url)} → ${code(to)}`),
    ),
    ...fold(`${diff.target}: gone`, diff.gone.map(code)),
    ...fold(`${diff.target}: removed`, diff.removed.map(code)),
  ]
}

function fold(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  const shown = lines.slice(0, MOST_LINES).map((line) => `- ${line}`)
  const more = lines.length > MOST_LINES ? [`- and ${lines.length - MOST_LINES} more`] : []
  return [`<details><summary>${title} (${lines.length})</summary>`, '', ...shown, ...more, '', '</details>', '']
}

/** As code, whatever is in it: the fence is longer than any run of backticks inside. */
function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest > 0 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`
}
