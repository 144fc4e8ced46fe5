import { execFileSync } from 'node:child_process'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { gitRenames, parseNameStatus } from '../../src/publish/edge/git-renames.js'
import { identify, wantsRenames, type Identities, type Rename } from '../../src/publish/identity.js'
import { idOf, ledgerOf, type Ledger, type LedgerEntry } from '../../src/publish/ledger.js'
import { temporaryFolders } from './temporary-folder.js'

const fresh = temporaryFolders()

/** `{ 'a.jpg': 'bytes' }` → a ledger of published assets with a stable address each. */
function ledgerFrom(files: Record<string, string>, more: Partial<LedgerEntry> = {}): Ledger {
  const taken = new Set<string>()
  return ledgerOf(
    Object.entries(files).map(([path, text]) => {
      const digest = digestOf(text)
      const id = idOf(path, digest, taken)
      return {
        path,
        id,
        digest,
        state: 'published' as const,
        since: '2026-01-01',
        stable: { [`media/${path}`]: 'thumb' },
        former: {},
        was: [],
        ...more,
      }
    }),
  )
}

function identifyFiles(before: Record<string, string>, after: Record<string, string>, renames: Rename[] = []): Identities {
  return identify(ledgerFrom(before), presentOf(after), renames)
}

function presentOf(files: Record<string, string>): { path: string; digest: string }[] {
  return Object.entries(files).map(([path, text]) => ({ path, digest: digestOf(text) }))
}

/** `from → to (how)`, sorted. */
function story({ found, merged, gone, fresh: added }: Identities): string[] {
  return [
    ...found.map(({ entry, path, how }) => `${entry.path} → ${path} (${how})`),
    ...merged.map(({ entry, into }) => `${entry.path} ⇒ ${into}`),
    ...gone.map((entry) => `${entry.path} gone`),
    ...added.map(
      ({ path, copyOf, resembles }) =>
        `${path} new${copyOf ? `, copy of ${copyOf}` : ''}${resembles ? `, like ${resembles}` : ''}`,
    ),
  ].sort()
}

describe('an asset is recognised', () => {
  test('among equal bytes as git saw it renamed, before the nearest name', () => {
    const before = { 'old/a.jpg': '1', 'old/b.jpg': '1' }
    const after = { 'new/a.jpg': '1', 'new/b.jpg': '1' }
    expect(story(identifyFiles(before, after))).toEqual(['old/a.jpg → new/a.jpg (moved)', 'old/b.jpg → new/b.jpg (moved)'])
    const crossed = [
      { from: 'old/a.jpg', to: 'new/b.jpg', similarity: 100 },
      { from: 'old/b.jpg', to: 'new/a.jpg', similarity: 100 },
    ]
    expect(story(identifyFiles(before, after, crossed))).toEqual([
      'old/a.jpg → new/b.jpg (moved)',
      'old/b.jpg → new/a.jpg (moved)',
    ])
  })

  test('by its path, edited or not', () => {
    expect(story(identifyFiles({ 'a.jpg': '1', 'b.jpg': '2' }, { 'a.jpg': '1', 'b.jpg': '3' }))).toEqual([
      'a.jpg → a.jpg (same)',
      'b.jpg → b.jpg (edited)',
    ])
  })

  test('by its bytes at a new path', () => {
    expect(story(identifyFiles({ 'a.jpg': '1' }, { 'in/z.jpg': '1' }))).toEqual(['a.jpg → in/z.jpg (moved)'])
  })

  test('not when both paths are there: that is a copy', () => {
    expect(story(identifyFiles({ 'a.jpg': '1' }, { 'a.jpg': '1', 'b.jpg': '1' }))).toEqual([
      'a.jpg → a.jpg (same)',
      'b.jpg new, copy of a.jpg',
    ])
  })

  test('by the nearest name and folder among many of the same bytes', () => {
    const before = Object.fromEntries(['v1/logo.png', 'v1/icon.png', 'v2/logo.png', 'v2/icon.png'].map((path) => [path, 'same']))
    const after = Object.fromEntries(
      ['docs/v1/logo.png', 'docs/v1/icon.png', 'docs/v2/logo.png', 'docs/v2/icon.png'].map((path) => [path, 'same']),
    )
    const identities = identifyFiles(before, after)
    expect(story(identities)).toEqual(
      Object.keys(before)
        .toSorted()
        .map((path) => `${path} → docs/${path} (moved)`),
    )
    expect(identities.ambiguous).toEqual([])
  })

  test('with a word of doubt when two places are equally near', () => {
    const identities = identifyFiles({ 'a.jpg': '1' }, { 'x/a.jpg': '1', 'y/a.jpg': '1' })
    expect(story(identities)).toEqual(['a.jpg → x/a.jpg (moved)', 'y/a.jpg new, copy of x/a.jpg'])
    expect(identities.ambiguous).toEqual([{ from: 'a.jpg', to: 'x/a.jpg', others: ['y/a.jpg'] }])
  })

  test('when only case or Unicode form of the name changed, edited as well', () => {
    expect(story(identifyFiles({ 'Lake.JPG': '1' }, { 'lake.jpg': '2' }))).toEqual(['Lake.JPG → lake.jpg (respelled)'])
    expect(story(identifyFiles({ 'e\u0301.jpg': '1' }, { '\u00e9.jpg': '2' }))).toEqual(['e\u0301.jpg → \u00e9.jpg (respelled)'])
  })

  test('by what git saw, when bytes and path both changed', () => {
    const renames = [
      { from: 'a.jpg', to: 'in/b.jpg', similarity: 60 },
      { from: 'a.jpg', to: 'in/c.jpg', similarity: 90 },
    ]
    expect(story(identifyFiles({ 'a.jpg': '1' }, { 'in/b.jpg': '2', 'in/c.jpg': '3' }, renames))).toEqual([
      'a.jpg → in/c.jpg (renamed)',
      'in/b.jpg new',
    ])
  })

  test('after a conversion to another format', () => {
    expect(story(identifyFiles({ 'in/a.png': '1' }, { 'in/a.webp': '2' }))).toEqual(['in/a.png → in/a.webp (converted)'])
    expect(story(identifyFiles({ 'a.png': '1' }, { 'a.png': '1', 'a.webp': '2' }))).toEqual([
      'a.png → a.png (same)',
      'a.webp new',
    ])
    const both = identifyFiles({ 'a.gif': '1', 'a.png': '2' }, { 'a.webp': '3' })
    expect(story(both)).toEqual(['a.gif → a.webp (converted)', 'a.png ⇒ a.webp'])
    expect(both.ambiguous).toHaveLength(1)
  })

  test('as gone when nothing tells, with a hint when the name does', () => {
    expect(story(identifyFiles({ 'a.jpg': '1' }, { 'in/a.jpg': '2', 'b.jpg': '3' }))).toEqual([
      'a.jpg gone',
      'b.jpg new',
      'in/a.jpg new, like a.jpg',
    ])
  })

  test('in a twin of the same bytes that outlives it', () => {
    expect(story(identifyFiles({ 'a.jpg': '1', 'b.jpg': '1' }, { 'b.jpg': '1' }))).toEqual([
      'a.jpg ⇒ b.jpg',
      'b.jpg → b.jpg (same)',
    ])
  })

  test('again after it was deleted, wherever it comes back', () => {
    const deleted = ledgerFrom({ 'a.jpg': '1' }, { state: 'deleted' })
    expect(story(identify(deleted, presentOf({ 'b.jpg': '1' }), []))).toEqual(['a.jpg → b.jpg (moved)'])
    expect(story(identify(deleted, presentOf({ 'a.jpg': '9' }), []))).toEqual(['a.jpg → a.jpg (edited)'])
    expect(story(identify(deleted, presentOf({ 'a.webp': '9' }), []))).toEqual(['a.jpg gone', 'a.webp new'])
  })

  test('quickly among hundreds of equal bytes', () => {
    const name = (index: number): string => `${index % 40}/logo-${index}.png`
    const before = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [name(index), 'same']))
    const after = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`docs/${name(index)}`, 'same']))
    const start = performance.now()
    const { found } = identifyFiles(before, after)
    expect(found.every(({ entry, path }) => path === `docs/${entry.path}`)).toBe(true)
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('git', () => {
  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    })

  test('is asked only when something vanished and something else is new', () => {
    const ledger = ledgerFrom({ 'a.jpg': '1' })
    expect(wantsRenames(ledger, presentOf({ 'a.jpg': '2' }))).toBe(false)
    expect(wantsRenames(ledger, presentOf({}))).toBe(false)
    expect(wantsRenames(ledger, presentOf({ 'b.jpg': '1' }))).toBe(false)
    expect(wantsRenames(ledger, presentOf({ 'b.jpg': '2' }))).toBe(true)
    // Two of equal bytes: git has seen which became which.
    expect(wantsRenames(ledgerFrom({ 'a.jpg': '1', 'b.jpg': '1' }), presentOf({ 'c.jpg': '1', 'd.jpg': '1' }))).toBe(true)
    // A twin would take over what git may know to be a rename with an edit.
    expect(wantsRenames(ledgerFrom({ 'a.jpg': '1', 'twin.jpg': '1' }), presentOf({ 'twin.jpg': '1', 'b.jpg': '2' }))).toBe(true)
  })

  test('tells a rename with an edit, staged or committed after the ledger, in a folder of a repository', async () => {
    const repository = await fresh()
    const root = join(repository, 'site')
    await mkdir(join(root, 'in'), { recursive: true })
    const bytes = Array.from({ length: 4000 }, (_, index) => `line ${index * 7919}`)
    await writeFile(join(root, 'a b.txt'), bytes.join('\n'))
    await writeFile(join(root, 'renditions.lock'), 'x')
    git(repository, 'init', '-q')
    git(repository, 'add', '.')
    git(repository, 'commit', '-qm', 'x')
    await rename(join(root, 'a b.txt'), join(root, 'in', 'ü"\n.txt'))
    await writeFile(join(root, 'in', 'ü"\n.txt'), bytes.slice(100).join('\n'))
    git(repository, 'add', '.')
    const expected = [{ from: 'a b.txt', to: 'in/ü"\n.txt', similarity: expect.any(Number) as number }]
    expect(await gitRenames(root, 'renditions.lock')).toEqual(expected)
    git(repository, 'commit', '-qm', 'y')
    expect(await gitRenames(root, 'renditions.lock')).toEqual(expected)
  })

  test('is not missed where there is none', async () => {
    expect(await gitRenames(await fresh(), 'renditions.lock')).toEqual([])
    expect(parseNameStatus('R100\0a\0b\0M\0c\0')).toEqual([{ from: 'a', to: 'b', similarity: 100 }])
  })
})
