import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCatalogue, type CatalogueOptions } from '../../src/discover/catalogue.js'

let root = ''
let outside = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'catalogue-'))
  outside = await mkdtemp(join(tmpdir(), 'outside-'))
})
afterEach(async () => {
  await rm(root, { recursive: true, force: true })
  await rm(outside, { recursive: true, force: true })
})

async function put(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), path)
  }
}

const open = (options: Partial<CatalogueOptions> = {}) =>
  createCatalogue({ root, assets: [''], publicDir: 'public', ignore: ['**/node_modules/**', 'dist/**'], ...options })

describe('listing', () => {
  test('finds media by extension in the asset folders and the public folder, and nothing else', async () => {
    await put(
      'media/a.jpg',
      'media/deep/er/B.JPG',
      'media/a.jpg.media.yaml',
      'media/notes.txt',
      'public/logo.svg',
      'src/c.png',
      'media-secret/d.png',
    )
    const catalogue = await open({ assets: ['media'] })
    expect(catalogue.all()).toEqual(['media/a.jpg', 'media/deep/er/B.JPG', 'public/logo.svg'])
    expect(catalogue.has('media/deep/er/B.JPG')).toBe(true)
    expect(catalogue.has('src/c.png')).toBe(false)
    expect([catalogue.complete, catalogue.problems]).toEqual([true, []])
  })

  test('leaves out what is ignored, dot folders, and folders that are not there', async () => {
    await put('a.jpg', 'node_modules/b.jpg', 'x/node_modules/c.jpg', 'dist/d.jpg', '.cache/e.jpg', '.f.jpg')
    expect((await open()).all()).toEqual(['a.jpg'])
    expect((await open({ assets: ['nowhere'], publicDir: '' })).all()).toEqual([])
  })

  test('copes with names that mean something in a glob', async () => {
    await put('me(di)a [1]/{a,b}.jpg', 'me(di)a [1]/*.png', 'me(di)a [1]/!x/#?%&.gif')
    expect((await open({ assets: ['me(di)a [1]'] })).all()).toEqual([
      'me(di)a [1]/!x/#?%&.gif',
      'me(di)a [1]/*.png',
      'me(di)a [1]/{a,b}.jpg',
    ])
  })

  test('lists overlapping folders once', async () => {
    await put('public/a.jpg')
    expect((await open({ assets: ['', 'public'] })).all()).toEqual(['public/a.jpg'])
  })
})

describe('what is no file', () => {
  test('folders and pipes with a picture’s name are refused before anybody opens them', async () => {
    await mkdir(join(root, 'folder.png/sub'), { recursive: true })
    await put('folder.png/in.jpg')
    execFileSync('mkfifo', [join(root, 'pipe.png')])
    const catalogue = await open()
    expect(catalogue.all()).toEqual(['folder.png/in.jpg'])
    expect(catalogue.refusal('pipe.png')).toMatchObject({
      code: 'asset-not-a-file',
      severity: 'error',
      message: expect.stringContaining('a named pipe'),
    })
    expect(catalogue.refusal('folder.png')).toMatchObject({
      code: 'asset-not-a-file',
      message: expect.stringContaining('a folder'),
    })
    expect(catalogue.problems.map(({ severity }) => severity)).toEqual(['warning', 'warning'])
    expect(JSON.stringify(catalogue.problems)).not.toContain(root)
  })

  test('a file of which nothing is known by its name is no asset, and says so', async () => {
    await put('media/clip.mpg', 'media/clip.3gp')
    const catalogue = await open()
    expect(catalogue.all()).toEqual(['media/clip.3gp'])
    expect(catalogue.unread('media/clip.mpg')).toMatchObject({
      code: 'asset-unknown-type',
      message:
        '"media/clip.mpg" is nothing that can be rendered: files named ".mpg" are not read; convert films to MP4, pictures to JPEG or PNG.',
    })
    for (const path of ['media/clip.3gp', 'media/gone.mpg', 'media']) expect(catalogue.unread(path)).toBeUndefined()
  })

  test('links inside the site are assets under their own name', async () => {
    await put('photos/a.jpg', 'photos/sub/b.jpg')
    await mkdir(join(root, 'media'))
    await symlink('../photos/a.jpg', join(root, 'media/link.jpg'))
    await symlink('../photos', join(root, 'media/all'))
    const catalogue = await open({ assets: ['media'] })
    expect(catalogue.all()).toEqual(['media/all/a.jpg', 'media/all/sub/b.jpg', 'media/link.jpg'])
    expect(catalogue.stamp('media/link.jpg')?.size).toBe('photos/a.jpg'.length)
  })

  test('links that lead out, in circles or nowhere are refused, and so is all below them', async () => {
    await writeFile(join(outside, 'secret.jpg'), 'x')
    await put('media/ok.jpg')
    await symlink(join(outside, 'secret.jpg'), join(root, 'media/out.jpg'))
    await symlink(outside, join(root, 'media/shared'))
    await symlink('.', join(root, 'media/self'))
    await symlink('..', join(root, 'media/up'))
    await symlink('gone.jpg', join(root, 'media/broken.jpg'))
    await symlink('loop.jpg', join(root, 'media/loop.jpg'))
    await symlink('/dev/zero', join(root, 'media/zero.jpg'))
    const catalogue = await open()
    expect(catalogue.all()).toEqual(['media/ok.jpg'])
    expect(catalogue.refusal('media/out.jpg')?.message).toContain('leads out of the site')
    expect(catalogue.refusal('media/shared/deep/secret.jpg')?.message).toContain('leads out of the site')
    expect(catalogue.refusal('media/self/ok.jpg')?.message).toContain('a folder it stands in')
    expect(catalogue.refusal('media/up/media/ok.jpg')?.message).toContain('a folder it stands in')
    expect(catalogue.refusal('media/broken.jpg')?.message).toContain('a link to nothing')
    expect(catalogue.refusal('media/loop.jpg')?.message).toContain('leads to itself')
    expect(catalogue.refusal('media/zero.jpg')?.code).toBe('asset-not-a-file')
    expect(catalogue.refusal('media/ok.jpg')).toBeUndefined()
  })

  test('two folders that link to each other end after one step', async () => {
    await put('a/1.jpg', 'b/2.jpg')
    await symlink('../b', join(root, 'a/b'))
    await symlink('../a', join(root, 'b/a'))
    expect((await open()).all()).toEqual(['a/1.jpg', 'a/b/2.jpg', 'b/2.jpg', 'b/a/1.jpg'])
  })

  test('an asset folder that is a link out of the site is refused', async () => {
    await writeFile(join(outside, 'secret.jpg'), 'x')
    await symlink(outside, join(root, 'media'))
    const catalogue = await open({ assets: ['media'] })
    expect(catalogue.all()).toEqual([])
    expect(catalogue.problems).toMatchObject([{ code: 'asset-not-a-file', severity: 'warning' }])
    expect(catalogue.refusal('media/secret.jpg')).toBeDefined()
  })

  test('names that are not UTF-8 are skipped with one warning that has the bytes', async () => {
    await put('ok.jpg', 'real-\ufffd.jpg')
    for (const bytes of ['bad-\xff.jpg', 'worse-\xfe.jpg'])
      await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from(bytes, 'latin1')]), 'x')
    const catalogue = await open()
    expect(catalogue.all()).toEqual(['ok.jpg', 'real-\ufffd.jpg'])
    expect(catalogue.problems).toHaveLength(1)
    expect(catalogue.problems[0]?.message).toMatch(/not valid UTF-8 \(bytes 6261642dff2e6a7067\), and 1 more/)
  })
})

describe('looking up', () => {
  test('names that are one on some systems are found together', async () => {
    const names = [
      'x/Stra\u00dfe.jpg',
      'x/STRASSE.jpg',
      'y/\u212a.png',
      'y/k.png',
      'z/caf\u00e9.gif',
      'z/cafe\u0301.gif',
      'single.jpg',
    ]
    await put(...names)
    const catalogue = await open()
    expect(catalogue.collisions().map((paths) => [...paths].sort())).toEqual(
      [names.slice(0, 2), names.slice(2, 4), names.slice(4, 6)].map((paths) => [...paths].sort()),
    )
    expect(catalogue.alike('SINGLE.JPG')).toEqual(['single.jpg'])
    expect(catalogue.alike('other.jpg')).toEqual([])
  })

  test('the nearest is the same name elsewhere, else a like one beside it, else a like one anywhere', async () => {
    await put('media/lake.jpg', 'media/sub/mountain.jpg', 'other/forest.jpg', 'other/leke.jpg')
    const catalogue = await open()
    expect(catalogue.nearest('lake.jpg')).toBe('media/lake.jpg')
    expect(catalogue.nearest('other/lek.jpg')).toBe('other/leke.jpg')
    expect(catalogue.nearest('media/forst.jpg')).toBe('other/forest.jpg')
    expect(catalogue.nearest('media/quite-something-else.png')).toBeUndefined()
  })

  test('same size finds possible duplicates, and knows when a file changes', async () => {
    await put('a/1.jpg', 'b/2.jpg', 'c/long.jpg')
    const catalogue = await open()
    expect(catalogue.sameSize('b/2.jpg')).toEqual(['a/1.jpg', 'b/2.jpg'])
    expect(catalogue.sameSize('nowhere.jpg')).toEqual([])
    await writeFile(join(root, 'a/1.jpg'), 'now it is longer')
    expect(catalogue.sameSize('b/2.jpg')).toHaveLength(2)
    catalogue.touch('a/1.jpg')
    expect(catalogue.sameSize('b/2.jpg')).toEqual(['b/2.jpg'])
  })
})

describe('watching', () => {
  test('files that come and go change every answer', async () => {
    await put('media/a.jpg')
    const catalogue = await open({ assets: ['media'] })
    expect(catalogue.alike('media/B.jpg')).toEqual([])
    await put('media/b.jpg', 'src/c.jpg', 'media/d.txt', 'media/.e.jpg', 'media/node_modules/f.jpg')
    await mkdir(join(root, 'media/g.png'))
    const added = [
      'media/b.jpg',
      'src/c.jpg',
      'media/d.txt',
      'media/.e.jpg',
      'media/node_modules/f.jpg',
      'media/g.png',
      'media/gone.jpg',
    ].map((path) => catalogue.add(path))
    expect(added).toEqual([true, false, false, false, false, false, false])
    expect(catalogue.all()).toEqual(['media/a.jpg', 'media/b.jpg'])
    expect(catalogue.alike('media/B.jpg')).toEqual(['media/b.jpg'])
    expect(catalogue.refusal('media/g.png')).toBeDefined()
    expect([catalogue.remove('media/a.jpg'), catalogue.remove('media/a.jpg')]).toEqual([true, false])
    expect(catalogue.all()).toEqual(['media/b.jpg'])
  })

  test('a stamp is kept until the file is touched', async () => {
    await put('a.jpg')
    const catalogue = await open()
    const before = catalogue.stamp('a.jpg')
    await utimes(join(root, 'a.jpg'), 1, 1)
    expect(catalogue.stamp('a.jpg')).toEqual(before)
    catalogue.touch('a.jpg')
    expect(catalogue.stamp('a.jpg')?.mtimeNs).toBe(1_000_000_000n)
    expect(catalogue.stamp('gone.jpg')).toBeUndefined()
  })
})

test('ten thousand files are listed in a moment', async () => {
  await Promise.all(
    Array.from({ length: 100 }, async (_, folder) => {
      await mkdir(join(root, `d${folder}`))
      for (let index = 0; index < 100; index++) await writeFile(join(root, `d${folder}/p${index}.jpg`), '')
    }),
  )
  await open({ assets: ['d0'] })
  const started = performance.now()
  const catalogue = await open()
  const listed = performance.now() - started
  expect(catalogue.all()).toHaveLength(10_000)
  // 60 ms on two idle cores; the bound leaves room for a busy machine.
  expect(listed).toBeLessThan(900)
})
