import { spawn } from 'node:child_process'
import { chmod, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import type { MoveReport } from '../../src/cli/reports.js'
import { formatLedger, ledgerOf, type LedgerEntry } from '../../src/publish/ledger.js'
import { parseLedger } from '../../src/publish/parse-ledger.js'
import { cliSite, type CliSite } from './cli-site.js'

let site: CliSite
afterEach(() => site.dispose())

const ALIAS = `resolve: { alias: { '@': new URL('./src', import.meta.url).pathname, '~media': new URL('./media', import.meta.url).pathname } },`

type Moved = MoveReport

/** A document that even root can read but not replace: its path is so long that no temporary name fits beside it. */
function unwritable(root: string): string {
  const longest = process.platform === 'darwin' ? 1023 : 4095
  const room = longest - root.length - '/x.html'.length
  const folders = Array.from({ length: Math.floor(room / 101) }, () => `/${'d'.repeat(100)}`).join('')
  const last = room - folders.length
  return `${folders}${last > 1 ? `/${'e'.repeat(last - 1)}` : ''}/x.html`.slice(1)
}

describe('moving a folder of 30 assets with references in every syntax', () => {
  const names = Array.from({ length: 30 }, (_, index) => {
    if (index === 7) return 'a lake at dawn.jpg'
    if (index === 8) return 'no #1 & 100%.jpg'
    if (index === 9) return 'zürich-日本.JPG'
    if (index === 10) return "it's (2).png"
    return `photo-${index}.jpg`
  })

  /** Every way to write a path; `p` is how this document writes a name of the folder, ready for its language. */
  const documents: Record<string, (folder: string) => string> = {
    'pages/a.html': (folder) =>
      `<!doctype html>\r\n<title>A</title>\r\n<meta property="og:image" content="/${folder}/photo-0.jpg">\r\n` +
      names.map((name) => `<img alt="x" src="../${folder}/${url(name)}?preset=hero&amp;width=20#x">\r\n`).join('') +
      `<p style="background: url(/${folder}/photo-1.jpg)">../media-gone/photo-1.jpg stays text</p>\r\n` +
      `<picture><source srcset="/${folder}/photo-2.jpg 1x, /${folder}/photo-3.jpg 2x"><img src='/${folder}/photo-2.jpg' alt=""></picture>\r\n` +
      `<a href="/${folder}/photo-4.jpg">big</a><video poster=/${folder}/photo-5.jpg></video>\r\n`,
    'index.html': (folder) =>
      names.map((name) => `<img alt="" src="/${folder}/${url(name)}">\n`).join('') +
      `<img alt="" src="./${folder}/photo-6.jpg">\n<img alt="" data-viewer="spin" src="${folder}/photo-1*.jpg">\n<img src="/elsewhere/photo-0.jpg" alt="">\n`,
    'content/b.md': (folder) =>
      `---\ntitle: B\nimage: ../${folder}/photo-0.jpg\n---\n\n` +
      names.map((name) => `![x](../${folder}/${url(name)}?preset=hero)\n\n`).join('') +
      `![ref][one]\n\n[one]: ../${folder}/photo-1.jpg "Title"\n\n<img src="../${folder}/photo-2.jpg" alt="raw">\n\n` +
      `[![in link](../${folder}/photo-3.jpg)](../${folder}/photo-4.jpg)\n\n::media[The boot]{src="../${folder}/photo-5.jpg" viewer="zoom"}\n\n::media[All]{src="../${folder}/photo-*.jpg" viewer="spin"}\n\n\`![code](../media/photo-6.jpg)\`\n`,
    'styles/c.css': (folder) =>
      names
        .filter((name) => name.startsWith('photo'))
        .map((name, index) => `.a${index} { background: url('../${folder}/${name}?preset=hero') }\n`)
        .join('') +
      `.b { background: url(/${folder}/photo-0.jpg); mask: image-set("../${folder}/photo-1.jpg?preset=hero" 1x) }\n/* url(../media/photo-2.jpg) */\n`,
    'src/d.ts': (folder) =>
      names
        .filter((name) => name.startsWith('photo'))
        .map((name, index) => `import p${index} from '../${folder}/${name}?preset=hero'\n`)
        .join('') +
      `import aliased from '${folder === 'media/old' ? '~media/old' : '~media/new/place'}/photo-0.jpg?preset=hero'\n` +
      `export const u = new URL('../${folder}/photo-1.jpg?preset=hero', import.meta.url)\nexport const text = "/${folder}/photo-2.jpg"\n// ../media/photo-3.jpg\n`,
    'src/e.jsx': (folder) => `export const E = () => <img alt="" src="/${folder}/photo-3.jpg" />\n`,
    'src/f.vue': (folder) =>
      `<template><img alt="" src="../${folder}/photo-4.jpg"></template>\n<style>.x { background: url(../${folder}/photo-5.jpg) }</style>\n`,
    'src/g.svelte': (folder) =>
      `<script>import a from '../${folder}/photo-6.jpg?preset=hero'</script>\n<img alt="" src="/${folder}/photo-11.jpg">\n`,
    'src/h.astro': (folder) =>
      `---\nimport a from '../${folder}/photo-12.jpg?preset=hero'\n---\n<img alt="" src="/${folder}/photo-13.jpg">\n`,
  }

  function url(name: string): string {
    return encodeURI(name).replace(/[#()&']/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
  }

  function filesIn(folder: string): Record<string, string> {
    return {
      ...Object.fromEntries(names.map((name) => [`${folder}/${name}`, `bytes of ${name}`])),
      [`${folder}/photo-0.jpg.media.yaml`]: 'alt: Zero\n',
      [`${folder}/_media.yaml`]: 'credit: Ada\n',
      ...Object.fromEntries(Object.entries(documents).map(([path, text]) => [path, text(folder)])),
    }
  }

  test('rewrites every reference and changes nothing else', async () => {
    site = await cliSite({ ...filesIn('media/old'), 'elsewhere/photo-0.jpg': 'another' }, '', ALIAS)
    const answer = await site.json<Moved>('mv', 'media/old', 'media/new/place')
    expect(answer.exit).toBe(0)
    expect(answer.moved).toHaveLength(32)
    expect(answer.rewritten.length).toBeGreaterThan(150)
    const expected = { ...filesIn('media/new/place'), 'elsewhere/photo-0.jpg': 'another' }
    const after = await site.snapshot()
    after.delete('vite.config.mjs')
    for (const [path, text] of Object.entries(expected)) {
      expect(Buffer.from(after.get(path) ?? '', 'latin1').toString('utf8'), path).toBe(text)
    }
    expect([...after.keys()].sort()).toEqual(Object.keys(expected).sort())
  })

  test('does nothing in a dry run, and says the same', async () => {
    site = await cliSite(filesIn('media/old'), '', ALIAS)
    const before = await site.snapshot()
    const dry = await site.json<Moved>('mv', 'media/old', 'media/new/place', '--dry-run')
    expect(await site.snapshot()).toEqual(before)
    const real = await site.json<Moved>('mv', 'media/old', 'media/new/place')
    expect({ ...dry, dryRun: false }).toEqual(real)
  })

  test('puts everything back when a document cannot be written', async () => {
    site = await cliSite(filesIn('media/old'), '', ALIAS)
    await site.write({ [unwritable(site.root)]: '<img alt="" src="/media/old/photo-0.jpg">' })
    await chmod(join(site.root, 'index.html'), 0o640)
    site.git('init', '-q')
    site.git('add', '.')
    site.git('commit', '-qm', 'All')
    await site.write({ 'media/old/photo-1.jpg': 'staged', 'media/old/untracked.jpg': 'new' })
    site.git('add', 'media/old/photo-1.jpg')
    await site.write({ 'media/old/photo-1.jpg': 'edited after staging' })
    const before = await site.snapshot()
    const status = site.git('status', '--porcelain')
    const answer = await site.run('mv', 'media/old', 'media/new/place')
    expect(answer).toMatchObject({ exit: 1, errors: expect.stringMatching(/undone completely/) })
    expect(await site.snapshot()).toEqual(before)
    expect(site.git('status', '--porcelain')).toBe(status)
    expect(site.git('diff', '--cached', '--stat')).toContain('photo-1.jpg')
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('puts everything back when %s comes in the middle', async (signal) => {
    const pages = Array.from({ length: 400 }, (_, index) => [`p${index}.html`, '<img alt="" src="/media/old/photo-0.jpg">'])
    site = await cliSite({ ...filesIn('media/old'), ...Object.fromEntries(pages) }, '', ALIAS)
    site.git('init', '-q')
    site.git('add', '.')
    site.git('commit', '-qm', 'All')
    const before = await site.snapshot()
    const cli = join(import.meta.dirname, '../../dist/cli.js')
    const child = spawn(process.execPath, [cli, 'mv', 'media/old', 'media/new'], { cwd: site.root })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const ended = new Promise<number | null>((done) => child.on('close', done))
    // The files have moved, and the pages are being written.
    while (child.exitCode === null && !(await site.read('p0.html')).includes('media/new')) await setTimeout(1)
    child.kill(signal)
    expect(await ended, errors).toBe(1)
    expect(errors).toContain(`undone completely: it was interrupted (${signal})`)
    expect(await site.snapshot()).toEqual(before)
    expect(site.git('status', '--porcelain')).toBe('')
  })
})

describe('moving in a git repository', () => {
  test('renames in the index, and leaves untracked files to the disk', async () => {
    site = await cliSite({
      'media/a.jpg': 'a',
      'media/b.jpg': 'b',
      'index.html': '<img alt="" src="/media/a.jpg"><img alt="" src="/media/b.jpg">',
    })
    site.git('init', '-q')
    site.git('add', 'media/a.jpg', 'index.html')
    site.git('commit', '-qm', 'All')
    await site.json('mv', 'media/*.jpg', 'media/sub/')
    expect(
      site
        .git('status', '--porcelain', '-uall')
        .split('\n')
        .filter((line) => line.includes('media/'))
        .sort(),
    ).toEqual(['?? media/sub/b.jpg', 'R  media/a.jpg -> media/sub/a.jpg'])
    expect(await site.read('index.html')).toBe('<img alt="" src="/media/sub/a.jpg"><img alt="" src="/media/sub/b.jpg">')
  })

  test('renames that change only case happen', async () => {
    site = await cliSite({ 'media/Lake.JPG': 'a', 'index.html': '<img alt="" src="/media/Lake.JPG">' })
    site.git('init', '-q')
    site.git('add', '.')
    site.git('commit', '-qm', 'All')
    await site.json('mv', 'media/Lake.JPG', 'media/lake.jpg')
    expect(site.git('status', '--porcelain')).toContain('R  media/Lake.JPG -> media/lake.jpg')
    expect(await site.read('index.html')).toBe('<img alt="" src="/media/lake.jpg">')
  })
})

describe('names', () => {
  test('a case-only rename of a folder, spaces, # and other alphabets', async () => {
    site = await cliSite({
      'Media/x.jpg': 'a',
      'index.html': '<img alt="" src="/Media/x.jpg">',
      'a.md': '![x](Media/x.jpg)\n',
      'a.css': 'a { background: url(Media/x.jpg) }\n',
    })
    await site.json('mv', 'Media', 'media')
    await site.json('mv', 'media/x.jpg', 'media/ein Bild #1 (groß), 50%.jpg')
    const encoded = 'media/ein%20Bild%20%231%20%28groß%29%2C%2050%25.jpg'
    expect(await site.read('index.html')).toBe(`<img alt="" src="/${encoded}">`)
    expect(await site.read('a.md')).toBe(`![x](${encoded})\n`)
    expect(await site.read('a.css')).toBe(`a { background: url(${encoded}) }\n`)
    await site.json('mv', 'media/ein Bild #1 (groß), 50%.jpg', 'media/y.jpg')
    expect(await site.read('a.css')).toBe('a { background: url(media/y.jpg) }\n')
  })

  test('a sidecar goes along', async () => {
    site = await cliSite({ 'media/a.jpg': 'a', 'media/a.jpg.media.yaml': 'alt: A\n' })
    await site.json('mv', 'media/a.jpg', 'press/b.jpg')
    expect([...(await site.snapshot()).keys()]).toEqual(['press/b.jpg', 'press/b.jpg.media.yaml', 'vite.config.mjs'])
  })

  test('a page that moves with its pictures keeps its references, and says what it cannot know', async () => {
    site = await cliSite({
      'content/old/post.md': '![a](./a.jpg) ![b](../../media/b.jpg) ![c](/media/b.jpg)\n',
      'content/old/a.jpg': 'a',
      'media/b.jpg': 'b',
    })
    const answer = await site.json<Moved>('mv', 'content/old', 'content/deep/er')
    expect(await site.read('content/deep/er/post.md')).toBe('![a](./a.jpg) ![b](../../../media/b.jpg) ![c](/media/b.jpg)\n')
    expect(answer.left).toMatchObject([{ file: 'content/deep/er/post.md', reason: expect.stringContaining('moved too') }])
  })

  test('what leaves an alias is addressed from the root', async () => {
    site = await cliSite({ 'src/img/a.jpg': 'a', 'src/a.ts': `import a from '@/img/a.jpg?preset=hero'\n` }, '', ALIAS)
    await site.json('mv', 'src/img/a.jpg', 'src/b.jpg')
    expect(await site.read('src/a.ts')).toBe(`import a from '@/b.jpg?preset=hero'\n`)
    await site.json('mv', 'src/b.jpg', 'media/a.jpg')
    expect(await site.read('src/a.ts')).toBe(`import a from '/media/a.jpg?preset=hero'\n`)
  })

  test('names the places it cannot rewrite', async () => {
    site = await cliSite({
      'media/a.jpg': 'a',
      'data/team.yaml': 'photo: media/a.jpg\nother: media/a.jpg2\n',
      'main.js': `const all = import.meta.glob('./media/*.jpg', { query: '?preset=hero' })\n`,
    })
    const answer = await site.json<Moved>('mv', 'media/a.jpg', 'press/a.jpg')
    expect(answer.left.map(({ file, line }) => [file, line])).toEqual([
      ['main.js', 1],
      ['data/team.yaml', 1],
    ])
  })
})

test('says when other profiles and folder sidecars come to apply', async () => {
  site = await cliSite(
    { 'media/a.jpg': 'a', 'media/b.jpg': 'b', 'media/_media.yaml': 'publish: draft\n', 'press/_media.yaml': 'credit: Ada\n' },
    `profiles: { 'press/**': { preset: 'thumb' }, '**/*.jpg': { preset: 'default' } }`,
  )
  const answer = await site.json<Moved>('mv', 'media/*.jpg', 'press/')
  expect(answer.left.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
    'press/a.jpg: no longer inherits from "media/_media.yaml", now inherits from "press/_media.yaml"',
    'vite.config.mjs: press/a.jpg: the profile "press/**" applies now',
  ])
  expect((await site.json<Moved>('mv', 'press', 'news')).left.map(({ reason }) => reason)).toEqual([
    'news/a.jpg: the profile "press/**" applies no more',
  ])
})

describe('refuses, and changes nothing', () => {
  test.each([
    ['a name that is taken', ['media/a.jpg', 'media/b.jpg'], /is there already/, 1],
    ['a name that differs from another only by case', ['media/a.jpg', 'media/B.jpg'], /differ only by case/, 1],
    ['a file that is not there', ['media/aa.jpg', 'media/c.jpg'], /Did you mean "media\/a\.jpg"/, 2],
    ['a document', ['index.html', 'media/'], /no asset of this site/, 2],
    ['a folder into itself', ['media', 'media/sub/'], /cannot go into itself/, 2],
    ['a path outside', ['media/a.jpg', '../a.jpg'], /below the site's folder/, 2],
    ['a name without extension', ['media/a.jpg', 'media/c'], /write "media\/c\/" for a folder/, 2],
    ['several files for one name', ['media/*.jpg', 'media/a.jpg'], /is a file/, 2],
    ['one argument', ['media/a.jpg'], /needs FROM and TO/, 2],
  ])('%s', async (_, words, message, exit) => {
    site = await cliSite({ 'media/a.jpg': 'a', 'media/b.jpg': 'b', 'index.html': '<img alt="" src="/media/a.jpg">' })
    const before = await site.snapshot()
    expect(await site.run('mv', ...words)).toMatchObject({ exit, errors: expect.stringMatching(message) })
    expect(await site.snapshot()).toEqual(before)
  })

  test('a document that is not UTF-8 is named and left as it is', async () => {
    const latin = Buffer.from('<img alt="\xe9" src="/media/a.jpg">', 'latin1')
    site = await cliSite({ 'media/a.jpg': 'a', 'old.html': latin })
    const answer = await site.run('mv', 'media/a.jpg', 'media/b.jpg')
    expect(answer.out).toMatch(/"old\.html" is not UTF-8/)
    expect((await site.snapshot()).get('old.html')).toBe(latin.toString('latin1'))
  })

  test('documents behind a link are left alone', async () => {
    site = await cliSite({ 'media/a.jpg': 'a', 'real.html': '<img alt="" src="/media/a.jpg">' })
    await mkdir(join(site.root, 'pages'))
    await symlink('../real.html', join(site.root, 'pages/link.html'))
    const answer = await site.json<Moved>('mv', 'media/a.jpg', 'media/b.jpg')
    expect(answer.rewritten.map(({ file }) => file)).toEqual(['real.html'])
  })
})

test('--force replaces a file, and can still be undone', async () => {
  site = await cliSite({ 'media/a.jpg': 'a', 'media/b.jpg': 'b' })
  const document = unwritable(site.root)
  await site.write({ [document]: '<img alt="" src="/media/a.jpg">' })
  const before = await site.snapshot()
  expect(await site.run('mv', 'media/a.jpg', 'media/b.jpg', '--force')).toMatchObject({
    exit: 1,
    errors: expect.stringMatching(/undone completely/),
  })
  expect(await site.snapshot()).toEqual(before)
  await site.write({ [document]: 'no picture' })
  expect((await site.run('mv', 'media/a.jpg', 'media/b.jpg', '--force')).exit).toBe(0)
  expect((await site.snapshot()).get('media/b.jpg')).toBe('a')
})

describe('the ledger', () => {
  const entry = (path: string, letter: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
    path,
    id: letter.repeat(12),
    digest: letter.repeat(64),
    state: 'published',
    since: '2026-01-01',
    stable: { [`media/${letter}.jpg`]: 'social' },
    former: {},
    was: [],
    ...more,
  })

  test('follows at once, with the same id', async () => {
    site = await cliSite({
      'media/a.jpg': 'a',
      'media/b.jpg': 'b',
      'renditions.lock': formatLedger(ledgerOf([entry('media/a.jpg', 'a'), entry('media/b.jpg', 'b')])),
    })
    const answer = await site.json<Moved>('mv', 'media/a.jpg', 'press/a.jpg')
    expect(answer.ledger).toBe(true)
    const parsed = parseLedger(await site.read('renditions.lock'))
    expect(parsed).toMatchObject({
      status: 'ok',
      ledger: { entries: [{ path: 'media/b.jpg' }, { path: 'press/a.jpg', id: 'a'.repeat(12), was: ['media/a.jpg'] }] },
    })
  })

  test('with conflict markers stops the move before anything happens', async () => {
    site = await cliSite({ 'media/a.jpg': 'a', 'renditions.lock': '{"renditions":1}\n<<<<<<< ours\n' })
    const before = await site.snapshot()
    expect(await site.run('mv', 'media/a.jpg', 'b.jpg')).toMatchObject({
      exit: 1,
      errors: expect.stringMatching(/conflict markers at line 2/),
    })
    expect(await site.snapshot()).toEqual(before)
  })

  test('lets --fix rewrite references to places an asset once had', async () => {
    site = await cliSite({
      'press/new.jpg': 'a',
      'media/taken.jpg': 'another file stands there now',
      'pages/a.html':
        '<img alt="" src="../media/a.jpg?preset=hero"><img alt="" src="/media/taken.jpg"><img alt="" src="/media/never.jpg">',
      'renditions.lock': formatLedger(ledgerOf([entry('press/new.jpg', 'a', { was: ['media/a.jpg', 'media/taken.jpg'] })])),
    })
    const answer = await site.json<Moved>('mv', '--fix')
    expect(answer).toMatchObject({
      exit: 0,
      moved: [],
      rewritten: [{ file: 'pages/a.html', to: '../press/new.jpg?preset=hero' }],
    })
    expect(await site.read('pages/a.html')).toBe(
      '<img alt="" src="../press/new.jpg?preset=hero"><img alt="" src="/media/taken.jpg"><img alt="" src="/media/never.jpg">',
    )
  })

  test('lets --fix find what was moved by hand, by its bytes', async () => {
    const { digestOf } = await import('../../src/base/hash.js')
    site = await cliSite({
      'press/new name.jpg': 'the bytes',
      'a.md': '![a](media/a.jpg)\n',
      'renditions.lock': formatLedger(ledgerOf([entry('media/a.jpg', 'a', { digest: digestOf('the bytes') })])),
    })
    expect(await site.json<Moved>('mv', '--fix')).toMatchObject({
      exit: 0,
      ledger: true,
      rewritten: [{ to: 'press/new%20name.jpg' }],
    })
    expect(await site.read('a.md')).toBe('![a](press/new%20name.jpg)\n')
    expect(parseLedger(await site.read('renditions.lock'))).toMatchObject({
      ledger: { entries: [{ path: 'press/new name.jpg', was: ['media/a.jpg'] }] },
    })
  })
})
