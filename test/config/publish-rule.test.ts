import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publishState } from '../../src/config/publish-state.js'
import { createSidecars } from '../../src/config/sidecars.js'
import { formatProblem } from '../../src/errors.js'
import { configOf, findingsOf } from './configs.js'

let root = ''
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'rules-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

const targets = { cdn: { folder: 'cdn', url: 'https://cdn.example/' }, press: { folder: 'press', url: 'https://press.example/' } }
const ASSET = 'media/press/a.jpg'

/** What becomes of the asset with these options and sidecars: `state target`, or the problem. */
async function outcome(options: object, files: Record<string, string> = {}): Promise<string> {
  for (const [path, text] of Object.entries({ [ASSET]: '', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const config = configOf({ targets, ...options })
  const { sidecar, problems } = await createSidecars(root, undefined, config).of(ASSET)
  const [problem] = problems
  if (problem) return formatProblem(problem)
  return `${publishState(sidecar, Date.parse('2026-05-10')).state} ${sidecar.rule?.target}`
}
const OWN = `${ASSET}.media.yaml`
const FOLDER = 'media/press/_media.yaml'
const ABOVE = 'media/_media.yaml'

describe('an asset with these options and sidecars', () => {
  test.each<[what: string, options: object, files: Record<string, string>, outcome: string]>([
    ['is published when nothing is said', {}, {}, 'published output'],
    ['awaits activation by the site', { publish: 'on-activation' }, {}, 'draft output'],
    ['is activated by its own sidecar', { publish: 'on-activation' }, { [OWN]: 'publish: published' }, 'published output'],
    ['is activated with its folder', { publish: 'on-activation' }, { [FOLDER]: 'publish: published' }, 'published output'],
    ['awaits activation by its folder', {}, { [FOLDER]: 'publish: on-activation' }, 'draft output'],
    ['obeys the nearest folder', {}, { [ABOVE]: 'publish: on-activation', [FOLDER]: 'publish: immediate' }, 'published output'],
    [
      'obeys the folder before the profile',
      { profiles: { media: { publish: 'on-activation' } } },
      { [ABOVE]: 'publish: immediate' },
      'published output',
    ],
    [
      'obeys the profile before the site',
      { publish: 'on-activation', profiles: { media: { publish: 'immediate' } } },
      {},
      'published output',
    ],
    [
      'obeys the last profile, field by field',
      { profiles: { media: { publish: 'selective', target: 'cdn' }, 'media/press': { target: 'press' } } },
      {},
      'published press',
    ],
    ['goes to the site’s one target', { publish: 'selective', target: 'cdn' }, {}, 'published cdn'],
    ['goes to its folder’s target', {}, { [FOLDER]: 'publish: selective\ntarget: press' }, 'published press'],
    [
      'keeps its target when it is activated by name',
      {},
      { [FOLDER]: 'publish: selective\ntarget: press', [OWN]: 'publish: published' },
      'published press',
    ],
    ['goes to a target of its own', { publish: 'selective', target: 'cdn' }, { [OWN]: 'target: press' }, 'published press'],
    [
      'is taken out of a selective folder',
      {},
      { [FOLDER]: 'publish: selective\ntarget: press', [OWN]: 'publish: immediate' },
      'published output',
    ],
    [
      'is taken out of a selective profile',
      { profiles: { media: { publish: 'selective', target: 'cdn' } } },
      { [OWN]: 'publish: immediate' },
      'published output',
    ],
    [
      'stays back in a selective folder',
      {},
      { [FOLDER]: 'publish: selective\ntarget: press', [OWN]: 'publish: draft' },
      'draft press',
    ],
    ['may keep its target while it is unpublished', {}, { [OWN]: 'publish: unpublished\ntarget: press' }, 'unpublished output'],
    ['is a draft without the credit that is required', { require: ['credit'] }, {}, 'draft output'],
    ['is a draft with an empty credit', { require: ['credit'] }, { [OWN]: 'credit: " "' }, 'draft output'],
    ['may say that it needs no words', { require: ['alt'] }, { [OWN]: 'alt: ""' }, 'published output'],
    ['inherits the credit that is required', { require: ['credit'] }, { [FOLDER]: 'credit: Ada' }, 'published output'],
    [
      'needs no credit where a profile asks for none',
      { require: ['credit'], profiles: { '**/*.jpg': { require: [] } } },
      {},
      'published output',
    ],
    [
      'is expired for all that',
      {},
      { [FOLDER]: 'publish: selective\ntarget: cdn', [OWN]: 'publish: published\nexpires: 2026-05-01' },
      'expired cdn',
    ],
  ])('%s', async (_what, options, files, expected) => {
    expect(await outcome(options, files)).toBe(expected)
  })
})

describe('what cannot be meant is refused with its place:', () => {
  test.each<[what: string, options: object, files: Record<string, string>, message: RegExp]>([
    [
      'selective without a target',
      {},
      { [FOLDER]: '\npublish: selective' },
      /^media\/press\/_media\.yaml:2:1 "media\/press\/\*" is to be published selectively, but nothing says to which target/,
    ],
    [
      'selective by the site without a target',
      { publish: 'selective' },
      {},
      /^"media\/press\/\*" is to be published selectively.*target-missing/,
    ],
    [
      'a target without selective',
      {},
      { [FOLDER]: 'credit: Ada\ntarget: cdn' },
      /^media\/press\/_media\.yaml:2:1 The target "cdn" of .* means nothing with "publish: immediate"\. Say "publish: selective"/,
    ],
    [
      'a target beside another mode',
      { publish: 'selective', target: 'cdn' },
      { [OWN]: 'target: press\npublish: immediate' },
      /a\.jpg\.media\.yaml:1:1 The target "press"/,
    ],
    [
      'an unknown target',
      {},
      { [OWN]: 'publish: selective\ntarget: pres' },
      /a\.jpg\.media\.yaml:2:1 There is no target named "pres"\. Did you mean "press"\? Targets: output, cdn, press\./,
    ],
    [
      'a slip in the name of "target"',
      {},
      { [OWN]: 'publish: selective\ntargt: press' },
      /a\.jpg\.media\.yaml:2:1 Unknown option "targt" in a sidecar\. Did you mean "target"\?/,
    ],
    ['a fallback outside the site', {}, { [OWN]: 'fallback: ../a.jpg' }, /expected the path of an asset from the root/],
    ['a word that is no mode', {}, { [OWN]: 'publish: activation' }, /on-activation/],
  ])('%s', async (_what, options, files, message) => {
    expect(await outcome(options, files)).toMatch(message)
  })
  test('options that contradict each other', () => {
    expect(findingsOf({ target: 'cdn', targets })[0]).toMatch(/The target "cdn" means nothing with "publish: immediate"/)
    expect(findingsOf({ targets, profiles: { media: { publish: 'immediate', target: 'cdn' } } })[0]).toMatch(
      /The target "cdn" means nothing/,
    )
    expect(findingsOf({ targets, publish: 'selective', target: 'cnd' })[0]).toMatch(
      /named "cnd", which option "target" asks for\. Did you mean "cdn"\?/,
    )
    expect(findingsOf({ targets, publish: 'selective', profiles: { media: { target: 'cnd' } } })[0]).toMatch(
      /option "profiles\.media\.target"/,
    )
    expect(findingsOf({ publish: 'activation' })[0]).toMatch(/Expected one of "immediate", "on-activation", "selective"/)
    expect(findingsOf({ require: ['credits'] })[0]).toMatch(/Did you mean "credit"\?/)
    expect(findingsOf({ fallback: '../x.jpg' })[0]).toMatch(/"fallback"/)
  })
})

test('a reason tells what to do', () => {
  const base = { files: [], rule: { mode: 'immediate' as const, target: 'output', lacks: ['credit' as const, 'alt' as const] } }
  expect(publishState(base, 0).reason).toBe(
    'it lacks "credit" and "alt", which "require" asks for (write it into its sidecar, or its folder\'s "_media.yaml")',
  )
  expect(publishState({ files: [], publish: 'on-activation' }, 0).reason).toBe(
    'it awaits activation ("publish: published" in its sidecar, or "renditions publish")',
  )
})
