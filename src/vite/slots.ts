import { digestOf, stableJson } from '../base/hash.js'
import { scriptTokens } from '../discover/script-tokens.js'
import type { PlannedReference, Problem, Reference } from '../types.js'
import { renditionsOf } from '../plan/plan-reference.js'

/**
 * While Vite works, an inert token stands where an answer will be. It looks like a URL of an unknown scheme, which
 * every HTML, CSS and JavaScript tool passes through untouched, and it is a hash of everything the answer depends on,
 * so a chunk's own hash changes whenever the answer would.
 */
export type Slot =
  | { shape: 'markup' | 'address' | 'css' | 'data'; planned: PlannedReference }
  | { shape: 'markup' | 'address' | 'css' | 'data'; reference: Reference; problem: Problem }
  /** Answered in a former build; see `memo/`. */
  | { shape: 'markup' | 'address' | 'css' | 'data'; text: string }

const SCHEME = 'renditions://'
/** A CSS slot is written as `url(token)`, and the answer takes the place of all of it. */
const CSS = /url\(\s*(["']?)renditions:\/\/([0-9a-f]{24})\1\s*\)/g
const TOKEN = /renditions:\/\/([0-9a-f]{24})/g
/** A slot that becomes an expression stands alone in a call that no minifier evaluates. */
const CALL = /JSON\.parse\(\s*(["'`])renditions:\/\/([0-9a-f]{24})\1\s*\)/g
/** Stands around a hash in a text; no character of any text. */
const MARK = '\ufdd0'
const MARKED = /\ufdd0([0-9a-f]{24})\ufdd0/g

export interface ScriptAnswer {
  expression: (slot: Slot, hash: string) => string
  text: (slot: Slot, hash: string) => string
  atRunTime: boolean
}

export interface Slots {
  /** Keeps an answer for later and gives the text to write meanwhile. */
  token(slot: Exclude<Slot, { text: string }>): string
  /** Replaces every token of a text; `answer` gives the final text of each. */
  fill(text: string, answer: (slot: Slot, hash: string) => string): string
  /** Puts a remembered answer back. */
  restore(hash: string, slot: Slot): void
  /** Hashes of all tokens in a text. */
  hashesIn(text: string): string[]
  /** Hashes of all tokens that were answered. */
  readonly answered: ReadonlySet<string>
  /** A text as a JavaScript expression in which each slot stands in a call of its own, see `slotCall`. */
  toScript(text: string): string
  /**
   * Like `fill` for JavaScript: slots in calls become expressions. So do others where addresses are known at run time
   * only; else they are text inside a string literal.
   */
  fillScript(text: string, answer: ScriptAnswer): string
}

export function createSlots(): Slots {
  const slots = new Map<string, Slot>()
  const answered = new Set<string>()
  const get = (hash: string): Slot | undefined => {
    const slot = slots.get(hash)
    if (slot) answered.add(hash)
    return slot
  }
  return {
    answered,
    restore: (hash, slot) => void slots.set(hash, slot),
    hashesIn: (text) => Array.from(text.matchAll(TOKEN), ([, hash = '']) => hash),
    token(slot) {
      const hash = digestOf(identityOf(slot)).slice(0, 24)
      slots.set(hash, slot)
      return slot.shape === 'css' ? `url(${SCHEME}${hash})` : SCHEME + hash
    },
    fill(text, answer) {
      if (!text.includes(SCHEME)) return text
      const withCss = text.replace(CSS, (whole: string, _quote: string, hash: string) => {
        const slot = get(hash)
        return slot?.shape === 'css' ? answer(slot, hash) : whole
      })
      return withCss.replace(TOKEN, (token: string, hash: string) => {
        const slot = get(hash)
        return slot ? answer(slot, hash) : token
      })
    },
    toScript(text) {
      const marked = JSON.stringify(this.fill(text, (_, hash) => `${MARK}${hash}${MARK}`))
      return marked.replace(MARKED, (_, hash: string) => `" + ${slotCall(SCHEME + hash)} + "`)
    },
    fillScript(text, answer) {
      if (!text.includes(SCHEME)) return text
      const withCalls = text.replace(CALL, (call: string, _quote: string, hash: string) => {
        const slot = get(hash)
        return slot ? answer.expression(slot, hash) : call
      })
      if (!answer.atRunTime || !withCalls.includes(SCHEME)) return this.fill(withCalls, answer.text)
      return openStrings(withCalls, (literal, between) =>
        this.fill(literal, (slot, hash) => between(answer.expression(slot, hash))),
      )
    },
  }
}

/** Rewrites each string literal and template that holds slots: `"a renditions://… b"` → `("a " + … + " b")`. */
function openStrings(code: string, fill: (literal: string, between: (expression: string) => string) => string): string {
  let done = 0
  let opened = ''
  for (const { type, value, start } of scriptTokens(code, false)) {
    if (!value.includes(SCHEME)) continue
    const quote = value[0] ?? ''
    if (type === 'StringLiteral')
      opened += `${code.slice(done, start)}(${fill(value, (expression) => `${quote} + ${expression} + ${quote}`)})`
    else if (/Template/.test(type)) opened += code.slice(done, start) + fill(value, (expression) => `\${${expression}}`)
    else continue
    done = start + value.length
  }
  return opened + code.slice(done)
}

/** A slot as a JavaScript expression. It goes when nobody uses it, and with it the wish to publish anything for it. */
export function slotCall(token: string): string {
  return `/* @__PURE__ */ JSON.parse("${token}")`
}

/** True when a text holds a token, whoever made it. */
export function hasToken(text: string): boolean {
  return text.includes(SCHEME)
}

function identityOf(slot: Exclude<Slot, { text: string }>): string {
  if ('problem' in slot)
    return stableJson([slot.shape, 'problem', slot.problem.code, slot.reference.url, slot.reference.attributes])
  const { planned, shape } = slot
  return stableJson([
    shape,
    planned.asset.path,
    planned.main.key,
    planned.preset,
    planned.viewer,
    planned.external,
    planned.link,
    planned.members?.map((member) => identityOf({ shape, planned: member })),
    planned.poster && identityOf({ shape, planned: planned.poster }),
    planned.hotspots,
    planned.stable,
    planned.target,
    planned.preview,
    planned.sidecar.alt,
    planned.sidecar.title,
    planned.sidecar.credit,
    planned.sidecar.licence,
    planned.reference.role,
    planned.reference.escape,
    planned.reference.insidePicture,
    planned.reference.insideLink,
    planned.reference.attributes,
    renditionsOf(planned).map((rendition) => rendition.key),
    planned.tracks?.map(({ file, ...words }) => [file.main.key, words]),
    planned.transcript && 'page' in planned.transcript ? planned.transcript.page : undefined,
    planned.usdz?.main.key,
    planned.sidecar.lang,
    planned.groups.map((group) => group.candidates.map((candidate) => candidate.descriptor)),
  ])
}
