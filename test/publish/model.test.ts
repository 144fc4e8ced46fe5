import { expect, test } from 'vitest'
import { answersOf } from '../../src/publish/answers.js'
import type { Decision } from '../../src/publish/decision.js'
import { MANIFEST_PATH, parseManifest, type Manifest } from '../../src/publish/manifest.js'
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
  const { files } = parsed.manifest
  const answers = answersOf(decision.ledger)
  checkFiles(world, files)
  checkWanted(world, decision, answers)
  for (const [address, answer] of answers) {
    everStable.add(address)
    const stands = world.memory.has(address)
    if (answer.kind === 'live') must(stands || world.sources.get(answer.asset)?.state === 'unknown', `${address} shows nothing`)
    else must(!stands, `${address} is ${answer.kind} but a file stands there`)
    if (answer.kind === 'redirect')
      must(answers.get(answer.to)?.kind === 'live', `${address} leads to ${answer.to}, which is not live`)
  }
  for (const address of everStable) must(answers.has(address), `${address} is lost`)
  const { entries } = decision.ledger
  const hidden = new Set(entries.filter((entry) => !['published', 'deleted'].includes(entry.state)).map((entry) => entry.id))
  for (const file of files.values()) must(!hidden.has(file.asset), `${file.path} belongs to an unpublished asset`)
  must(new Set(entries.map((entry) => entry.id)).size === entries.length, 'an id is used twice')
}

function checkFiles(world: World, files: Manifest['files']): void {
  for (const [path, text] of Object.entries(FOREIGN)) must(world.memory.get(path) === text, `${path} is not what they made it`)
  for (const file of files.values()) {
    const text = world.memory.get(file.path)
    must(text !== undefined, `${file.path} is recorded but not there`)
    must(file.key === '' || text === artifactText(file.key), `${file.path} has other bytes`)
  }
  const known = new Set([...files.keys(), ...Object.keys(FOREIGN), MANIFEST_PATH, 'index.html'])
  for (const path of world.memory.keys()) must(known.has(path), `${path} is an orphan`)
}

/** Whatever is wanted is there, unless another asset has the address and that is told. */
function checkWanted(world: World, decision: Decision, answers: ReturnType<typeof answersOf>): void {
  for (const asset of world.wanted(decision.ledger)) {
    for (const file of asset.files) {
      const answer = answers.get(file.path)
      const withheld = file.kind === 'stable' && !(answer?.kind === 'live' && answer.asset === asset.path)
      if (withheld) must(isTold(world, file.path), `${file.path} is withheld from ${asset.path} in silence`)
      else must(world.memory.get(file.path) === artifactText(file.key), `${file.path} is not shown`)
    }
  }
}

function isTold(world: World, address: string): boolean {
  return world.problems.some(
    ({ code, message }) => ['address-reused', 'address-collision'].includes(code) && message.includes(`"${address}"`),
  )
}

/** Said hundreds of thousands of times, where `expect` would take most of the time. */
function must(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise)
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
      world.hosts = random.pick([['netlify'], ['netlify', 'nginx', 'vercel'], []] as const)
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
