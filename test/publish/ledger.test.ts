import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { loadLedger, saveLedger } from '../../src/publish/ledger-file.js'
import { textFile } from '../../src/publish/edge/text-file.js'
import { formatLedger, idOf, ledgerOf, moveEntry, type Ledger, type LedgerEntry } from '../../src/publish/ledger.js'
import { parseLedger } from '../../src/publish/parse-ledger.js'
import { answersOf } from '../../src/publish/answers.js'
import type { MemoryTextFile } from './memory-target.js'
import { temporaryFolders } from './temporary-folder.js'
import { randomOf, World } from './world.js'

const fresh = temporaryFolders()

function entryOf(path: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  const digest = digestOf(path)
  return {
    path,
    id: idOf(path, digest, new Set()),
    digest,
    state: 'published',
    since: '2026-01-01',
    stable: {},
    former: {},
    was: [],
    ...more,
  }
}

function parsed(text: string): Ledger {
  const result = parseLedger(text)
  if (result.status !== 'ok') throw new Error(`${result.status}: ${JSON.stringify(result)}`)
  return result.ledger
}

const NAMES = [
  'a.jpg',
  'Ä ö.jpg',
  'photo "x".jpg',
  'in/ü/日本.png',
  '$(rm) ;.gif',
  '<b>&.webp',
  'e\u0301.jpg',
  '\u00e9.jpg',
  '🏔.jpg',
  '100%.jpg',
  '__proto__',
  'constructor/x.jpg',
]

describe('the text of the ledger', () => {
  test('is read all at once or line by line with one outcome', () => {
    const entries = ['b.jpg', 'a.jpg', 'ü.jpg'].map((name) => entryOf(name, { stable: { [`m/${name}`]: 'thumb' } }))
    const tidy = formatLedger(ledgerOf(entries))
    const lines = tidy.split('\n')
    const shuffled = [lines[0], lines[3], lines[1], lines[2], ''].join('\n')
    for (const text of [tidy.replaceAll('\n', '\r\n'), shuffled, tidy.trimEnd(), `${tidy}\n`])
      expect(parsed(text)).toEqual(parsed(tidy))
    // Joined by a comma, the halves of a broken line would be an entry again.
    expect(parseLedger(tidy.replace('m/b', 'm\n/b')).status).toBe('damaged')
    expect(parseLedger(tidy.replace('}\n{"path":"b', '},{"path":"b')).status).toBe('damaged')
  })

  test('comes back as it was, whatever the names', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = randomOf(seed)
      const record = (): Record<string, string> =>
        Object.fromEntries(
          NAMES.filter((name) => name !== '__proto__' && random.below(3) === 0).map((name) => [
            `media/${seed}/${name}`,
            random.pick(['thumb', 'hero']),
          ]),
        )
      const entries = NAMES.filter(() => random.below(2) === 0).map((name) =>
        entryOf(name, {
          state: random.pick(['published', 'draft', 'deleted', 'expired']),
          stable: record(),
          former: record(),
          was: random.below(2) ? [`old/${name}`] : [],
        }),
      )
      const ledger = ledgerOf(entries)
      const text = formatLedger(ledger)
      expect(parsed(text)).toEqual(ledger)
      expect(formatLedger(parsed(text))).toBe(text)
      expect(text.split('\n')).toHaveLength(entries.length + 2)
    }
  })

  test('is the same whatever the order of entries and keys', () => {
    const a = entryOf('a.jpg', { stable: { 'media/b': 'x', 'media/a': 'y' } })
    const b = entryOf('b.jpg')
    const flipped = { ...a, stable: { 'media/a': 'y', 'media/b': 'x' } }
    expect(formatLedger({ entries: [b, a] })).toBe(formatLedger({ entries: [flipped, b] }))
    expect(formatLedger({ entries: [a] }).split('\n')[1]).toMatch(
      /^\{"path":"a\.jpg","id":"\w{12}","digest":"\w{64}","state":"published","since":"2026-01-01","stable":\{"media\/a"/,
    )
  })

  test('is read with CRLF, a byte order mark, unsorted lines and no last line end', () => {
    const ledger = ledgerOf([entryOf('a.jpg'), entryOf('b.jpg')])
    const [head, first, second] = formatLedger(ledger).split('\n')
    expect(parsed(`\uFEFF${head}\r\n${second}\r\n${first}`)).toEqual(ledger)
  })

  test('refuses paths and addresses that leave the site or break a line', () => {
    for (const path of ['../a.jpg', '/a.jpg', 'a//b.jpg', 'a/./b', 'a\\b', 'a\nb', 'a\u2028b', 'a\ud800b', '']) {
      expect(parseLedger(formatLedger({ entries: [entryOf('x', { path })] })).status, JSON.stringify(path)).toBe('damaged')
      expect(parseLedger(formatLedger({ entries: [entryOf('x', { former: { [path]: 'thumb' } })] })).status).toBe('damaged')
    }
  })

  test('makes one entry of two lines for one asset, and keeps what both promised', () => {
    const a = entryOf('a.jpg', { since: '2026-02-02', stable: { 'media/a.hero.jpg': 'hero' } })
    const b = entryOf('a.jpg', { digest: digestOf('other'), stable: { 'media/a.thumb.jpg': 'thumb' }, was: ['old.jpg'] })
    const lines = [a, b].map((entry) => formatLedger({ entries: [entry] }).split('\n')[1])
    const one = parsed(['{"renditions":1}', ...lines].join('\n'))
    expect(parsed(['{"renditions":1}', ...lines.toReversed()].join('\n'))).toEqual(one)
    expect(one.entries).toHaveLength(1)
    expect([...answersOf(one).keys()].sort()).toEqual(['media/a.hero.jpg', 'media/a.thumb.jpg'])
    expect(one.entries[0]).toMatchObject({ since: '2026-01-01', was: ['old.jpg'] })
  })

  test('gives two assets of one id different ones', () => {
    const a = entryOf('a.jpg')
    const ids = parsed(formatLedger({ entries: [a, { ...a, path: 'b.jpg' }] })).entries.map((entry) => entry.id)
    expect(new Set(ids).size).toBe(2)
  })
})

test('an id is the same on every machine and never taken twice', () => {
  const digest = digestOf('x')
  const first = idOf('a.jpg', digest, new Set())
  expect(first).toMatch(/^[a-z2-7]{12}$/)
  expect(idOf('a.jpg', digest, new Set())).toBe(first)
  expect(idOf('a.jpg', digest, new Set([first]))).not.toBe(first)
  expect(idOf('b.jpg', digest, new Set())).not.toBe(first)
})

test('an exact move keeps the identity, and takes over what the ledger still knew of the new path', () => {
  const a = entryOf('a.jpg', { stable: { 'media/a.jpg': 'thumb' } })
  const b = entryOf('b.jpg', { state: 'deleted', stable: { 'media/b.jpg': 'thumb' } })
  const { entries } = moveEntry(ledgerOf([a, b]), 'a.jpg', 'b.jpg')
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({
    path: 'b.jpg',
    id: a.id,
    was: ['a.jpg'],
    stable: a.stable,
    former: { 'media/b.jpg': 'thumb' },
  })
  expect(moveEntry(ledgerOf([a]), 'none.jpg', 'b.jpg').entries).toEqual([a])
})

describe('a ledger file', () => {
  const options = { path: 'renditions.lock', published: [] as LedgerEntry[], frozen: false as const, repair: true }

  async function site(text: string | Buffer): Promise<{ folder: string; file: ReturnType<typeof textFile>; lock: string }> {
    const folder = await fresh()
    const lock = join(folder, 'renditions.lock')
    await writeFile(lock, text)
    return { folder, lock, file: textFile(lock, 'renditions.lock') }
  }

  test('with conflict markers is an error that names the line, and stays as it is', async () => {
    const text = `{"renditions":1}\n<<<<<<< HEAD\n${formatLedger({ entries: [entryOf('a.jpg')] }).split('\n')[1]}\n=======\n>>>>>>> other\n`
    const { file, lock } = await site(text)
    await expect(loadLedger(file, options)).rejects.toMatchObject({
      code: 'ledger-conflict',
      message: expect.stringContaining('line 2'),
    })
    expect(await readFile(lock, 'utf8')).toBe(text)
  })

  test('of a newer version is refused, and stays as it is', async () => {
    const { file, lock } = await site('{"renditions":2}\nwhatever\n')
    await expect(loadLedger(file, options)).rejects.toMatchObject({ code: 'ledger-newer' })
    expect(await readFile(lock, 'utf8')).toBe('{"renditions":2}\nwhatever\n')
  })

  test('that is damaged is set aside, rebuilt from its good lines and the manifest, and told', async () => {
    const [a, b, c] = [
      entryOf('a.jpg', { stable: { 'media/a.jpg': 'thumb' } }),
      entryOf('b.jpg', { stable: { 'media/b.jpg': 'thumb' } }),
      entryOf('c.jpg'),
    ]
    const [head, lineA, lineB] = formatLedger(ledgerOf([a, b])).split('\n')
    const damaged = [head, lineA, lineB?.slice(0, 40), ''].join('\n')
    const { folder, file, lock } = await site(damaged)
    await writeFile(`${lock}.damaged-1`, 'an earlier one')
    const loaded = await loadLedger(file, { ...options, published: [b, c] })
    expect(loaded.ledger).toEqual(ledgerOf([a, b, c]))
    expect(loaded.problems).toMatchObject([
      { code: 'ledger-damaged', message: expect.stringContaining('renditions.lock.damaged-2') },
    ])
    expect(await readFile(join(folder, 'renditions.lock.damaged-2'), 'utf8')).toBe(damaged)
    expect(await readFile(`${lock}.damaged-1`, 'utf8')).toBe('an earlier one')
    expect(parsed(await readFile(lock, 'utf8'))).toEqual(loaded.ledger)
  })

  test('that is damaged is left alone by commands that only look', async () => {
    const { file, lock } = await site('{"renditions":1}\n{"path"')
    const loaded = await loadLedger(file, { ...options, repair: false })
    expect(loaded.problems.map((problem) => problem.code)).toEqual(['ledger-damaged'])
    expect(await readFile(lock, 'utf8')).toBe('{"renditions":1}\n{"path"')
  })

  test('that is missing while the target was published is rebuilt, and told', async () => {
    const file = textFile(join(await fresh(), 'renditions.lock'), 'renditions.lock')
    const loaded = await loadLedger(file, { ...options, published: [entryOf('a.jpg')] })
    expect(loaded.ledger.entries).toHaveLength(1)
    expect(loaded.problems.map((problem) => problem.code)).toEqual(['ledger-missing'])
    expect((await loadLedger(file, options)).problems).toEqual([])
  })

  test('is written only when it changes', async () => {
    const ledger = ledgerOf([entryOf('a.jpg')])
    const { file } = await site('')
    expect(await saveLedger(file, ledger)).toBe(true)
    expect(await saveLedger(file, ledger)).toBe(false)
    await file.write(formatLedger(ledger).replaceAll('\n', '\r\n'))
    expect(await saveLedger(file, ledger)).toBe(false)
    const none = textFile(join(await fresh(), 'renditions.lock'), 'renditions.lock')
    expect(await saveLedger(none, { entries: [] })).toBe(false)
    expect(await none.read()).toBeUndefined()
  })
})

test('whichever byte of the ledger is flipped, the next build puts everything right and loses no address', async () => {
  const build = async (): Promise<World> => {
    const world = new World().add('photos/a.jpg', 'a').add('photos/b.jpg', 'b').add('photos/c.jpg', 'c')
    await world.publish()
    world.move('photos/a.jpg', 'photos/in/a.jpg')
    world.sources.delete('photos/c.jpg')
    await world.publish()
    return world
  }
  const whole = await (await build()).ledgerText()
  const addresses = [...answersOf(parsed(whole)).keys()]
  const outcomes = { told: 0, refused: 0, silent: 0 }
  const bytes = Buffer.from(whole)
  for (let at = 0; at < bytes.length; at += 11) {
    for (const bit of [1, 0x80, 0x20]) {
      const world = await build()
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ bit
      const file = world.ledger as MemoryTextFile
      file.bytes = damaged
      try {
        await world.publish()
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^ledger-(newer|conflict)$/) })
        outcomes.refused++
        continue
      }
      const damage = world.problems.some((problem) => problem.code === 'ledger-damaged')
      outcomes[damage ? 'told' : 'silent']++
      const after = parsed(await world.ledgerText())
      if (damage) expect(file.aside).toEqual([damaged])
      // A flip that makes another valid name can only add an address, never lose one that is on record elsewhere.
      if (damage) expect([...answersOf(after).keys()].sort(), `byte ${at}`).toEqual(addresses.toSorted())
      expect(after.entries.filter((entry) => entry.state === 'published').map((entry) => entry.path)).toEqual([
        'photos/b.jpg',
        'photos/in/a.jpg',
      ])
      expect(world.memory.has('media/b.thumb.jpg') && world.memory.has('media/in/a.thumb.jpg')).toBe(true)
    }
  }
  expect(outcomes.told).toBeGreaterThan(outcomes.silent)
})

describe('in git', () => {
  function git(folder: string, ...args: string[]): string {
    const identity = [
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.org',
      '-c',
      'commit.gpgsign=false',
      '-c',
      'core.hooksPath=/dev/null',
    ]
    return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  async function mergeBranches(
    base: LedgerEntry[],
    ours: LedgerEntry[],
    theirs: LedgerEntry[],
    attributes = '',
  ): Promise<string> {
    const folder = await fresh()
    const commit = async (entries: LedgerEntry[]): Promise<void> => {
      await writeFile(join(folder, 'renditions.lock'), formatLedger({ entries }))
      git(folder, 'add', '.')
      git(folder, 'commit', '-qm', 'x')
    }
    git(folder, 'init', '-q', '-b', 'main')
    await writeFile(join(folder, '.gitattributes'), attributes)
    await commit(base)
    git(folder, 'checkout', '-qb', 'theirs')
    await commit(theirs)
    git(folder, 'checkout', '-q', 'main')
    await commit(ours)
    try {
      git(folder, 'merge', '-q', 'theirs')
    } catch {
      // The markers are the outcome then.
    }
    return readFile(join(folder, 'renditions.lock'), 'utf8')
  }

  const base = ['b.jpg', 'd.jpg', 'f.jpg', 'h.jpg'].map((path) => entryOf(path))

  test('two branches that add different assets merge', async () => {
    const text = await mergeBranches(base, [...base, entryOf('a.jpg')], [...base, entryOf('e.jpg')])
    expect(parsed(text).entries.map((entry) => entry.path)).toEqual(['a.jpg', 'b.jpg', 'd.jpg', 'e.jpg', 'f.jpg', 'h.jpg'])
  })

  test('neighbours and edits of one asset merge with "merge=union"', async () => {
    const edited = base.map((entry) => (entry.path === 'd.jpg' ? { ...entry, digest: digestOf('ours') } : entry))
    const theirs = base.map((entry) => (entry.path === 'd.jpg' ? { ...entry, digest: digestOf('theirs') } : entry))
    const text = await mergeBranches(
      base,
      [...edited, entryOf('c1.jpg')],
      [...theirs, entryOf('c2.jpg')],
      'renditions.lock merge=union\n',
    )
    expect(parsed(text).entries.map((entry) => entry.path)).toEqual(['b.jpg', 'c1.jpg', 'c2.jpg', 'd.jpg', 'f.jpg', 'h.jpg'])
  })

  test('a true conflict is seen as one', async () => {
    const text = await mergeBranches(base, [...base, entryOf('c1.jpg')], [...base, entryOf('c2.jpg')])
    expect(parseLedger(text).status).toBe('conflict')
  })

  test('moving one asset among a hundred changes two lines', async () => {
    const world = new World()
    for (let index = 0; index < 100; index++) world.add(`photos/${String(index).padStart(3, '0')}.jpg`, `picture ${index}`)
    await world.publish()
    const before = await world.ledgerText()
    world.move('photos/040.jpg', 'photos/press/forty.jpg')
    await world.publish()
    const after = await world.ledgerText()
    const folder = await fresh()
    await writeFile(join(folder, 'a'), before)
    await writeFile(join(folder, 'b'), after)
    let diff = ''
    try {
      git(folder, 'diff', '--no-index', '-U0', 'a', 'b')
    } catch (error) {
      diff = String((error as { stdout: string }).stdout)
    }
    const changed = diff.split('\n').filter((line) => /^[+-]\{/.test(line))
    expect(changed).toHaveLength(2)
    expect(changed.join('\n')).toContain('"former":{"media/040.thumb.jpg":"thumb"},"was":["photos/040.jpg"]')
  })
})
