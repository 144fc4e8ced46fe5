import { expect, test } from 'vitest'
import { answersOf } from '../../src/publish/answers.js'
import type { Decision } from '../../src/publish/decision.js'
import { MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import { artifactText, randomOf, World } from './world.js'

const PATHS = [
  'photos/a.jpg',
  'photos/b.jpg',
  'photos/A.jpg',
  'photos/c.png',
  'photos/c.webp',
  'photos/in/a.jpg',
  'photos/in/b.jpg',
  'photos/in/deep/a.jpg',
]
const FOREIGN = { 'media/theirs.jpg': 'theirs', 'assets/app.js': 'code', 'robots.txt': 'all' }

type Random = ReturnType<typeof randomOf>
type Step = (world: World, random: Random) => string

const steps: Step[] = [
  (world, random) =>
    withExisting(world, random, (path) => {
      const to = random.pick(PATHS)
      if (to !== path) world.move(path, to)
      return `move ${path} ${to}`
    }),
  (world, random) =>
    withExisting(world, random, (path, source) => {
      source.content = `picture ${random.below(6)}`
      return `edit ${path} ${source.content}`
    }),
  (world, random) =>
    withExisting(world, random, (path) => {
      world.sources.delete(path)
      return `delete ${path}`
    }),
  (world, random) =>
    withExisting(world, random, (path, source) => {
      const to = random.pick(PATHS)
      world.sources.set(to, { ...source })
      return `copy ${path} ${to}`
    }),
  (world, random) =>
    withExisting(world, random, (path, source) => {
      source.state = random.pick(['draft', 'unpublished', 'expired', 'scheduled', 'published', 'published', 'unknown'] as const)
      return `state ${path} ${source.state}`
    }),
  (world, random) =>
    withExisting(world, random, (path, source) => {
      source.used = !source.used
      return `${source.used ? 'show' : 'hide'} ${path}`
    }),
  (world, random) => {
    const path = random.pick(PATHS)
    world.add(path, `picture ${random.below(6)}`)
    return `add ${path}`
  },
  (world, random) => {
    world.now += random.below(3) * 86_400_000
    return 'time passes'
  },
  (world, random) => {
    world.widths = random.pick([[320, 640], [320], [640, 1280]])
    return `preset ${world.widths.join()}`
  },
]

function withExisting(
  world: World,
  random: Random,
  act: (path: string, source: NonNullable<ReturnType<World['sources']['get']>>) => string,
): string {
  const paths = [...world.sources.keys()]
  if (paths.length === 0) return 'nothing'
  const path = random.pick(paths)
  const source = world.sources.get(path)
  return source ? act(path, source) : 'nothing'
}

/** Everything that must be true of the target and the ledger after a publish. */
function check(world: World, decision: Decision, everStable: Set<string>): void {
  const parsed = parseManifest(world.memory.get(MANIFEST_PATH) ?? '')
  if (parsed.status !== 'ok') throw new Error('the manifest cannot be read')
  const { manifest } = parsed
  const answers = answersOf(decision.ledger)

  for (const [path, text] of Object.entries(FOREIGN)) expect(world.memory.get(path)).toBe(text)
  for (const file of manifest.files.values()) {
    expect(world.memory.has(file.path), `${file.path} is recorded but not there`).toBe(true)
    if (file.key) expect(world.memory.get(file.path)).toBe(artifactText(file.key))
  }
  const known = new Set([...manifest.files.keys(), ...Object.keys(FOREIGN), MANIFEST_PATH, 'index.html'])
  expect(
    [...world.memory.keys()].filter((path) => !known.has(path)),
    'orphans',
  ).toEqual([])

  for (const asset of world.wanted(decision.ledger)) {
    for (const file of asset.files) {
      const answer = answers.get(file.path)
      if (file.kind === 'stable' && !(answer?.kind === 'live' && answer.asset === asset.path)) {
        const told = world.problems.some(
          (problem) =>
            ['address-reused', 'address-collision'].includes(problem.code) && problem.message.includes(`"${file.path}"`),
        )
        expect(told, `${file.path} is withheld from ${asset.path} in silence`).toBe(true)
        continue
      }
      expect(world.memory.get(file.path), file.path).toBe(artifactText(file.key))
    }
  }
  for (const [address, answer] of answers) {
    everStable.add(address)
    if (answer.kind === 'live')
      expect(world.memory.has(address) || world.sources.get(answer.asset)?.state === 'unknown', `${address} shows nothing`).toBe(
        true,
      )
    else expect(world.memory.has(address), `${address} is ${answer.kind} but a file stands there`).toBe(false)
    if (answer.kind === 'redirect') expect(answers.get(answer.to)?.kind, `${address} leads to ${answer.to}`).toBe('live')
  }
  for (const address of everStable) expect(answers.has(address), `${address} is lost`).toBe(true)

  const hiddenIds = new Set(
    decision.ledger.entries.filter((entry) => !['published', 'deleted'].includes(entry.state)).map((entry) => entry.id),
  )
  for (const file of manifest.files.values())
    expect(hiddenIds.has(file.asset), `${file.path} of an unpublished asset`).toBe(false)
  expect(decision.ledger.entries.map((entry) => entry.id)).toEqual([...new Set(decision.ledger.entries.map((entry) => entry.id))])
}

test.each([0, 1, 2, 3, 4, 5])(
  'keeps every promise whatever is moved, edited, copied, deleted, hidden and added (block %i)',
  async (block) => {
    for (let seed = block * 100; seed < block * 100 + 85; seed++) {
      const random = randomOf(seed)
      const world = new World()
      world.grace = random.pick([
        { days: 0, builds: 0 },
        { days: 1, builds: 2 },
      ])
      world.redirects = random.pick([['_redirects'], ['_redirects', 'nginx'], []] as const)
      for (const [path, text] of Object.entries(FOREIGN)) world.memory.set(path, text)
      const everStable = new Set<string>()
      const story: string[] = []
      for (let build = 0; build < 7; build++) {
        for (let step = random.below(3); step >= 0; step--) story.push(random.pick(steps)(world, random))
        story.push('PUBLISH')
        try {
          const decision = await world.publish()
          check(world, decision, everStable)
          const before = await world.ledgerText()
          const files = new Map([...world.memory].filter(([path]) => path !== MANIFEST_PATH))
          const again = await world.publish()
          expect(again.actions.filter((action) => ['put', 'restore', 'move', 'redirect', 'gone'].includes(action.kind))).toEqual(
            [],
          )
          expect(await world.ledgerText()).toBe(before)
          if (world.grace.builds === 0)
            expect(new Map([...world.memory].filter(([path]) => path !== MANIFEST_PATH))).toEqual(files)
          check(world, again, everStable)
        } catch (error) {
          throw new Error(`seed ${seed}: ${story.join(', ')}`, { cause: error })
        }
      }
    }
  },
)
