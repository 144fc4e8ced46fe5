import { answersOf, type Answer } from './answers.js'
import { isSameEntry, type Ledger } from './ledger.js'

/** How one stable address answers differently than before. */
export interface AnswerChange {
  address: string
  before: Answer | undefined
  after: Answer
}

/** Addresses whose answer is another one than before. */
export function answerChanges(before: Ledger, after: Ledger): AnswerChange[] {
  const old = answersOf(before)
  return [...answersOf(after)].flatMap(([address, answer]) => {
    const was = old.get(address)
    const same = was !== undefined && was.kind === answer.kind && targetOf(was) === targetOf(answer)
    return same ? [] : [{ address, before: was, after: answer }]
  })
}

/** What a change of the ledger's text means, a line per asset, as people read it. Empty when the text is the same. */
export function describeLedgerChanges(before: Ledger, after: Ledger): string[] {
  const old = new Map(before.entries.map((entry) => [entry.id, entry]))
  const lines = after.entries.flatMap((entry): string[] => {
    const was = old.get(entry.id)
    old.delete(entry.id)
    if (!was) return [`"${entry.path}" is new`]
    if (isSameEntry(was, entry)) return []
    if (was.path !== entry.path) return [`"${was.path}" moved to "${entry.path}"`]
    if (was.state !== entry.state) return [`"${entry.path}" is ${entry.state}, was ${was.state}`]
    return [was.digest !== entry.digest ? `"${entry.path}" was edited` : `addresses of "${entry.path}" change`]
  })
  return [...lines, ...[...old.values()].map((entry) => `"${entry.path}" is no longer listed`)]
}

function targetOf(answer: Answer): string | undefined {
  return answer.kind === 'redirect' ? answer.to : undefined
}
