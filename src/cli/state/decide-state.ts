import { withoutPublish, withPublish } from './edit-sidecar.js'
import type { Adjustable, AssetState } from './asset-states.js'

/**
 * What is done about one asset. `change`: its sidecar is written. `already`: nothing need be done. `waits`: it goes on by
 * itself, on its date. `cannot`: something else keeps it off.
 */
export interface StateStep {
  asset: string
  action: 'change' | 'already' | 'waits' | 'cannot'
  from: AssetState['state']
  to: AssetState['state']
  reason: string
  /** Site path of the sidecar. */
  file: string
  /** Its text before and after; undefined is no file. Equal, unless the action is `change`. */
  before: string | undefined
  after: string | undefined
}

/**
 * How an asset comes to be published: where its folder or the site would publish it, its own word against that goes, else
 * it gets one of its own. One that has a target of its own gets the mode that the target needs.
 */
export async function decidePublish(asset: Adjustable): Promise<StateStep> {
  const { state, reason } = asset
  if (state === 'published') return step(asset, 'already', asset, 'it is published')
  if (state === 'scheduled') return step(asset, 'waits', asset, reason)
  if (isUnreadable(asset)) return step(asset, 'cannot', asset, reason)
  const words = asset.own?.fields.target === undefined ? ['published'] : ['published', 'selective']
  const candidates = [...silences(asset), ...words.map((word) => saying(asset, word))]
  let last: AssetState = asset
  for (const { after, what } of candidates) {
    last = await asset.stateWith(after)
    if (last.state === 'published' || last.state === 'scheduled') return change(asset, last, after, what)
  }
  return step(asset, 'cannot', last, last.reason)
}

/** The reverse. What is off and cannot come back by itself stays as it is. */
export async function decideUnpublish(asset: Adjustable): Promise<StateStep> {
  const { sidecar, state, reason } = asset
  if (isUnreadable(asset)) return step(asset, 'cannot', asset, reason)
  const word = sidecar.publish ?? sidecar.rule?.mode
  const staysOff = word === 'draft' || word === 'unpublished' || word === 'on-activation' || state === 'expired'
  if (staysOff) return step(asset, 'already', asset, reason)
  for (const { after, what } of silences(asset)) {
    const inherited = await asset.stateWith(after)
    if (inherited.sidecar.publish === 'unpublished') return change(asset, inherited, after, what)
  }
  const { after, what } = saying(asset, 'unpublished')
  return change(asset, await asset.stateWith(after), after, what)
}

/** Another text for the sidecar, and what that does. */
interface Edit {
  after: string | undefined
  what: string
}

function saying({ file, text }: Adjustable, word: string): Edit {
  return { after: withPublish(text, word), what: `"publish: ${word}" ${text === undefined ? 'in a new' : 'in'} ${file}` }
}

/** Without a word of its own, where it has one; then what is said above it holds. */
function silences({ file, text, own }: Adjustable): Edit[] {
  if (text === undefined || own?.fields.publish === undefined) return []
  const after = withoutPublish(text)
  return [{ after, what: after === undefined ? `${file} removed` : `"publish: ${own.fields.publish}" taken out of ${file}` }]
}

/** An edit of what cannot be read would lose what it says. */
function isUnreadable({ own }: Adjustable): boolean {
  return own?.problems.some(({ severity, code }) => severity === 'error' && code === 'sidecar-malformed') ?? false
}

function change(asset: Adjustable, to: AssetState, after: string | undefined, what: string): StateStep {
  const reason = to.state === 'published' || to.state === 'unpublished' ? what : `${what}; ${to.reason}`
  return { ...step(asset, 'change', to, reason), after }
}

function step({ path, state, file, text }: Adjustable, action: StateStep['action'], to: AssetState, reason: string): StateStep {
  return { asset: path, action, from: state, to: to.state, reason, file, before: text, after: text }
}
