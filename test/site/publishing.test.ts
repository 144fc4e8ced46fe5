import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer as createNetServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { build, createBuilder, createServer, preview, type InlineConfig, type Plugin, type Rollup } from 'vite'
import { contexts } from '../../src/vite/context.js'
import renditions from '../../src/index.js'
import type { Options } from '../../src/config/options.js'
import { until } from '../render/processes.js'
import { FOREIGN, PhotoSite, plainPhoto, tiny, treeOf } from './photo-site.js'
import { attribute, elements, page, photo, srcsetUrls, tempSite, type TempSite } from './temp-site.js'

const cleanups: (() => unknown)[] = []
const environment = { ...process.env }
beforeEach(() => {
  process.env['CI'] = ''
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  for (const name of ['CI', 'SOURCE_DATE_EPOCH', 'RENDITIONS_CONFIRM']) {
    if (environment[name] === undefined) delete process.env[name]
    else process.env[name] = environment[name]
  }
})

const three = { 'media/a.jpg': 1, 'media/b.jpg': 5, 'media/in/c.jpg': 9 }

async function published(photos: Readonly<Record<string, number>> = three): Promise<PhotoSite> {
  const made = await PhotoSite.make(photos)
  cleanups.push(() => made.dispose())
  await made.publish()
  return made
}

async function open(files: Record<string, string | Uint8Array>): Promise<TempSite> {
  const site = await tempSite(files)
  cleanups.push(() => site.dispose())
  return site
}

/** Sets the clock of builds to a day. */
function on(day: string): void {
  process.env['SOURCE_DATE_EPOCH'] = String(Date.parse(day) / 1000)
}

/** Every file of the output that has the bytes or the name of something. */
async function traces(site: TempSite, name: string, bytes?: Buffer): Promise<string[]> {
  const found: string[] = []
  for (const path of await site.list('dist')) {
    const content = await site.bytes(`dist/${path}`)
    if (path.includes(name) || (bytes && content.includes(bytes)) || content.includes(Buffer.from(name))) found.push(path)
  }
  return found
}

/** A photo of one colour as its few bytes after the header, to be looked for. */
async function pictureFiles(site: TempSite): Promise<string[]> {
  return (await site.list('dist')).filter((path) => /\.(?:jpg|webp|avif|png)$/.test(path))
}

describe('emptying the output folder', () => {
  test.each([true, undefined])(
    '(%s) takes former pages and strangers, and leaves live and graced addresses',
    async (emptyOutDir) => {
      const site = await published()
      site.options = { ...tiny, grace: { days: 1, builds: 2 } }
      site.config = { build: { emptyOutDir } }
      await site.site.write({ 'dist/old.html': 'old page', 'dist/assets/old-1234.js': 'old script' })
      const before = await site.site.list('dist/assets/media')
      await site.put('media/a.jpg', 20)
      await site.writePage()
      await site.site.build(site.options, site.config)
      const after = await site.site.list('dist')
      expect(after).not.toContain('old.html')
      expect(after).not.toContain('assets/old-1234.js')
      expect(after).not.toContain('notes.txt')
      expect(after).toEqual(
        expect.arrayContaining(before.filter((name) => name !== 'theirs.jpg').map((name) => `assets/media/${name}`)),
      )
      expect((await site.site.list('dist/media')).filter((name) => name.endsWith('.jpg'))).toEqual([
        'a.tiny.jpg',
        'b.tiny.jpg',
        'in/c.tiny.jpg',
      ])
    },
  )

  test('(false) leaves everything else as it is', async () => {
    const site = await published()
    await site.site.write({ 'dist/old.html': 'old page' })
    await site.put('media/a.jpg', 20)
    await site.publish()
    expect(await site.site.list('dist')).toEqual(expect.arrayContaining(['old.html', ...Object.keys(FOREIGN)]))
  })

  test('outside the root happens only when it is asked for, as with Vite itself', async () => {
    const site = await published()
    const outDir = await mkdtemp(join(tmpdir(), 'renditions-out-'))
    cleanups.push(() => rm(outDir, { recursive: true, force: true }))
    await writeFile(join(outDir, 'old.html'), 'old page')
    const log = await site.site.build(site.options, { build: { outDir } })
    expect(log.warnings.join('\n')).toMatch(/outDir .*not inside .*root.* will not be emptied/)
    expect(existsSync(join(outDir, 'old.html'))).toBe(true)
    await site.site.build(site.options, { build: { outDir, emptyOutDir: true } })
    expect(existsSync(join(outDir, 'old.html'))).toBe(false)
    const urls = elements(await readFile(join(outDir, 'index.html'), 'utf8'), 'img').map((image) => attribute(image, 'src') ?? '')
    expect(urls.filter((url) => !existsSync(join(outDir, url)))).toEqual([])
  })
})

describe('a target or a ledger that is not there', () => {
  test('a fresh output folder with a restored cache gets back what is in its grace', async () => {
    const site = await published()
    site.options = { ...tiny, grace: { days: 1, builds: 2 } }
    await site.put('media/a.jpg', 20)
    await site.writePage()
    await site.site.build(site.options, site.config)
    const before = (await site.site.list('dist/assets/media')).filter((name) => name !== 'theirs.jpg')
    await site.site.remove('dist')
    await site.site.build(site.options, site.config)
    expect(await site.site.list('dist/assets/media')).toEqual(before)
  })

  test('an output folder that was deleted comes back as it was', async () => {
    const site = await published()
    site.config = {}
    await site.site.remove('dist')
    await site.site.build(site.options, site.config)
    const before = await treeOf(site.site)
    await site.site.remove('dist')
    await site.site.build(site.options, site.config)
    expect(await treeOf(site.site)).toEqual(before)
    await site.site.remove('dist', '.renditions')
    await site.site.build(site.options, site.config)
    const after = await treeOf(site.site)
    for (const path of ['.vite/renditions.json']) for (const tree of [before, after]) tree.delete(`dist/${path}`)
    expect(after).toEqual(before)
  })

  test('a ledger that was deleted is rebuilt from the output, with a warning, and keeps former addresses', async () => {
    const site = await published()
    await site.move('media/a.jpg', 'media/moved.jpg')
    await site.publish()
    const before = await site.site.read('renditions.lock')
    await site.site.remove('renditions.lock')
    const { log } = await site.publish()
    expect(log.warnings.join('\n')).toContain('The ledger "renditions.lock" is missing')
    expect(await site.site.read('renditions.lock')).toBe(before)
    expect(await site.site.read('dist/_redirects')).toContain('/media/a.tiny.jpg /media/moved.tiny.jpg 301')
  })

  test('ledgers of two branches, joined line by line, keep the promises of both', async () => {
    const site = await published()
    const common = await site.site.read('renditions.lock')
    await site.move('media/a.jpg', 'media/ours.jpg')
    await site.publish()
    const ours = await site.site.read('renditions.lock')
    // The other branch renamed another photo and added one.
    await site.move('media/b.jpg', 'media/theirs-too.jpg')
    await site.put('media/new.jpg', 17)
    await site.publish()
    const theirs = (await site.site.read('renditions.lock')).replace(
      /^.*media\/ours\.jpg.*$/m,
      common.split('\n').find((line) => line.includes('media/a.jpg')) ?? '',
    )
    await site.site.write({
      'renditions.lock': [...new Set([...ours.split('\n'), ...theirs.split('\n')])].filter(Boolean).join('\n'),
    })
    await site.publish()
    const rules = await site.site.read('dist/_redirects')
    expect(rules).toContain('/media/a.tiny.jpg /media/ours.tiny.jpg 301')
    expect(rules).toContain('/media/b.tiny.jpg /media/theirs-too.tiny.jpg 301')
    await site.checkSteady()
  })

  test('git conflict markers in the ledger stop the build, and nothing is touched', async () => {
    const site = await published()
    const lines = (await site.site.read('renditions.lock')).split('\n')
    await site.site.write({
      'renditions.lock': [lines[0], '<<<<<<< ours', lines[1], '=======', lines[2], '>>>>>>> theirs'].join('\n'),
    })
    await site.put('media/a.jpg', 20)
    const before = await treeOf(site.site)
    await expect(site.publish()).rejects.toThrow(/"renditions\.lock" has git conflict markers at line 2/)
    expect(await treeOf(site.site)).toEqual(before)
  })
})

describe('a frozen ledger', () => {
  test('fails a build that would change it, naming each change, and touches nothing', async () => {
    const site = await published()
    site.options = { ...tiny, frozen: true }
    await site.publish()
    await site.put('media/a.jpg', 20)
    await site.move('media/b.jpg', 'media/moved.jpg')
    await site.writePage()
    const before = await treeOf(site.site)
    const message =
      /ledger is frozen, but this build would change it: (?:"media\/a\.jpg" was edited; "media\/b\.jpg" moved to "media\/moved\.jpg"|"media\/b\.jpg" moved to "media\/moved\.jpg"; "media\/a\.jpg" was edited)/
    await expect(site.build()).rejects.toThrow(message)
    expect(await treeOf(site.site)).toEqual(before)
    site.options = { ...tiny, frozen: true, onError: 'warn' }
    await expect(site.build()).rejects.toThrow(message)
    expect(await treeOf(site.site)).toEqual(before)
  })

  test('in memory publishes all the same and leaves the file alone', async () => {
    const site = await published()
    const ledger = await site.site.read('renditions.lock')
    site.options = { ...tiny, frozen: 'memory' }
    await site.move('media/b.jpg', 'media/moved.jpg')
    await site.publish()
    expect(await site.site.read('renditions.lock')).toBe(ledger)
    expect(await site.site.read('dist/_redirects')).toContain('/media/b.tiny.jpg /media/moved.tiny.jpg 301')
  })

  test('is the rule in CI once the ledger is there, and not before', async () => {
    process.env['CI'] = 'true'
    const site = await published()
    await site.put('media/a.jpg', 20)
    await expect(site.publish()).rejects.toThrow(/ledger is frozen/)
    site.options = { ...tiny, frozen: false }
    await site.publish()
  })
})

describe('a run that would take away much', () => {
  const names = Array.from({ length: 12 }, (_, index) => `media/many/${index}.jpg`)

  test('stops, and goes on with RENDITIONS_CONFIRM=1', async () => {
    const site = await published({ 'media/a.jpg': 1, ...Object.fromEntries(names.map((name, index) => [name, index])) })
    const before = await site.site.list('dist/assets/media')
    await rename(join(site.site.root, 'media/many'), join(site.site.root, 'aside'))
    await site.site.write({ 'index.html': page('<img src="/media/a.jpg?preset=tiny" alt="">') })
    await expect(site.site.build(site.options, site.config)).rejects.toThrow(
      /would remove \d+ of \d+ live addresses.*RENDITIONS_CONFIRM=1/,
    )
    expect(await site.site.list('dist/assets/media')).toEqual(before)
    process.env['RENDITIONS_CONFIRM'] = '1'
    await site.site.build(site.options, site.config)
    expect((await site.site.list('dist/assets/media')).filter((name) => name !== 'theirs.jpg')).toHaveLength(2)
    expect(await site.site.read('dist/.vite/renditions.nginx.conf')).toContain(
      'location = "/media/many/3.tiny.jpg" { return 410; }',
    )
  })

  test('with onError: warn the pages go out, and nothing is removed', async () => {
    const site = await published({ 'media/a.jpg': 1, ...Object.fromEntries(names.map((name, index) => [name, index])) })
    const before = await site.site.list('dist/assets/media')
    await site.site.remove('media/many')
    await site.site.write({ 'index.html': page('<img src="/media/a.jpg?preset=tiny" alt="">') })
    const log = await site.site.build({ ...tiny, onError: 'warn' }, site.config)
    expect(log.warnings.join('\n')).toMatch(/would remove \d+ of \d+ live addresses/)
    expect(await site.site.list('dist/assets/media')).toEqual(before)
  })
})

describe('what is not published', () => {
  const states: Record<string, string> = {
    draft: 'publish: draft',
    unpublished: 'publish: unpublished',
    scheduled: 'on: 2031-01-01',
    expired: 'expires: 2021-01-01',
    'switched off': 'off: 2021-01-01',
  }

  test.each(Object.entries(states))('is in no output under any name: %s', async (_, sidecar) => {
    on('2026-06-01')
    const secret = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#ff00ff' } })
      .jpeg()
      .toBuffer()
    const site = await open({
      'index.html': page(
        '<img src="/media/lake.jpg?preset=tiny" alt="Lake"><a href="/media/lake.jpg">Lake</a><img src="/media/secret.jpg?preset=tiny" alt="It"><a href="/media/secret.jpg">It</a>',
      ),
      'style.css': `.a { background: url('./media/secret.jpg?preset=tiny') }`,
      'main.js': `import './style.css'\nimport it from './media/secret.jpg?preset=tiny'\nconsole.log(it, new URL('./media/secret.jpg?preset=tiny', import.meta.url).href)`,
      'other.html': page('<script type="module" src="/main.js"></script>'),
      'media/lake.jpg': await plainPhoto(3),
      'media/secret.jpg': secret,
    })
    const config = { build: { rollupOptions: { input: [join(site.root, 'index.html'), join(site.root, 'other.html')] } } }
    await site.build(tiny, config)
    expect(await traces(site, 'secret')).not.toEqual([])
    await site.write({ 'media/secret.jpg.media.yaml': `${sidecar}\n` })
    await expect(site.build(tiny, config)).rejects.toThrow(
      /index\.html:9:\d+ "media\/secret\.jpg" is [\s\S]*style\.css:1:\d+ [\s\S]*main\.js|main\.js[\s\S]*style\.css/,
    )
    await site.build({ ...tiny, onError: 'warn' }, config)
    const pictures = await pictureFiles(site)
    for (const path of pictures) {
      const { channels } = await sharp(await site.bytes(`dist/${path}`)).stats()
      expect(
        channels.map((channel) => Math.round(channel.mean)),
        path,
      ).not.toEqual([255, 0, 255])
    }
    expect(pictures.filter((path) => path.includes('secret'))).toEqual([])
    const told = (await traces(site, 'secret', secret)).filter((path) => !path.startsWith('.vite/'))
    // The address itself says that it is gone, and the markup that could not be answered says why; nothing else.
    expect(told.filter((path) => path !== '_redirects' && !path.endsWith('.html'))).toEqual([])
  })

  test('comes and goes by the date, with nothing else changed', async () => {
    const site = await open({
      'index.html': page('<img src="/media/lake.jpg?preset=tiny" alt="Lake">'),
      'media/lake.jpg': await plainPhoto(3),
      'media/lake.jpg.media.yaml': 'on: 2026-05-01\noff: 2026-07-01\n',
    })
    const lenient: Options = { ...tiny, onError: 'warn' }
    const shows = async (): Promise<boolean> => {
      await site.build(lenient)
      const shown = elements(await site.read('dist/index.html'), 'picture').length === 1
      expect(await pictureFiles(site)).toHaveLength(shown ? 4 : 0)
      return shown
    }
    const shown: boolean[] = []
    for (const day of ['2026-04-30', '2026-04-30', '2026-05-02', '2026-05-02', '2026-07-02', '2026-06-30']) {
      on(day)
      shown.push(await shows())
    }
    expect(shown).toEqual([false, false, true, true, false, true])
  })

  test('is there as soon as its sidecar says so', async () => {
    const site = await open({
      'index.html': page('<img src="/media/lake.jpg?preset=tiny" alt="Lake">'),
      'media/lake.jpg': await plainPhoto(3),
      'media/_media.yaml': 'publish: draft\n',
    })
    const lenient: Options = { ...tiny, onError: 'warn' }
    await site.build(lenient)
    await site.build(lenient)
    expect(await pictureFiles(site)).toEqual([])
    await site.write({ 'media/lake.jpg.media.yaml': 'publish: published\n' })
    await site.build(lenient)
    expect(await pictureFiles(site)).toHaveLength(4)
    await site.remove('media/lake.jpg.media.yaml')
    await site.build(lenient)
    expect(await pictureFiles(site)).toEqual([])
  })
})

test('a stable address stays when no page shows the photo any more, and follows its edits', async () => {
  const site = await published()
  await site.site.write({ 'index.html': page('<img src="/media/b.jpg?preset=tiny" alt="media/b.jpg">') })
  await site.site.build(site.options, site.config)
  expect(await site.site.list('dist/media')).toContain('a.tiny.jpg')
  const before = await site.site.bytes('dist/media/a.tiny.jpg')
  await site.put('media/a.jpg', 20)
  await site.site.build(site.options, site.config)
  expect((await site.site.bytes('dist/media/a.tiny.jpg')).equals(before)).toBe(false)
  await site.move('media/a.jpg', 'media/in/a.jpg')
  await site.site.build(site.options, site.config)
  expect(await site.site.read('dist/_redirects')).toContain('/media/a.tiny.jpg /media/in/a.tiny.jpg 301')
  expect(await site.site.list('dist/media')).toContain('in/a.tiny.jpg')
})

test('a photo that was published and cannot be rendered any more stays published as it was', async () => {
  const whole = await photo(600, 400)
  const site = await open({
    'index.html': page('<img src="/media/a.jpg?preset=tiny" alt="A"><img src="/media/b.jpg?preset=tiny" alt="B">'),
    'media/a.jpg': whole,
    'media/b.jpg': await plainPhoto(3),
  })
  const lenient: Options = { ...tiny, onError: 'warn' }
  await site.build(lenient)
  const before = await site.list('dist')
  // One that can be recognised and not rendered, one that is nothing at all.
  await site.write({ 'media/a.jpg': whole.subarray(0, whole.length / 2), 'media/b.jpg': '' })
  for (const _ of [1, 2]) {
    const log = await site.build(lenient)
    expect(log.warnings.join('\n')).toMatch(/"media\/a\.jpg" is damaged[\s\S]*"media\/b\.jpg" is empty/)
    expect(await site.list('dist')).toEqual(before)
  }
})

test('a build that another plugin ends before its pages are written leaves the pages of before whole', async () => {
  const site = await published()
  const ledger = await site.site.read('renditions.lock')
  const before = await site.site.list('dist')
  await site.put('media/a.jpg', 20)
  await site.delete('media/b.jpg')
  await site.writePage()
  const saboteur: Plugin = {
    name: 'saboteur',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler: () => {
        throw new Error('no more')
      },
    },
  }
  await expect(site.site.build(site.options, { ...site.config, plugins: [saboteur] })).rejects.toThrow('no more')
  expect(await site.site.read('renditions.lock')).toBe(ledger)
  expect(await site.site.list('dist')).toEqual(expect.arrayContaining(before))
  await site.publish()
  await site.checkSteady()
})

test('identical bytes under several names are rendered and stored once', async () => {
  const bytes = await plainPhoto(7)
  const names = ['b/second', 'a/first', 'c/third']
  const site = await open({
    'index.html': page(names.map((name) => `<img src="/media/${name}.jpg?preset=tiny" alt="${name}">`).join('')),
    ...Object.fromEntries(names.map((name) => [`media/${name}.jpg`, bytes])),
  })
  const log = await site.build(tiny)
  expect(await site.list('dist/assets/media')).toEqual([
    expect.stringMatching(/^first-40\.\w+\.jpg$/),
    expect.stringMatching(/^first-40\.\w+\.webp$/),
  ])
  expect(log.info.join('\n')).toMatch(/\b2 made/)
})

test('a build that writes nothing publishes nothing', async () => {
  const site = await open({
    'index.html': page('<img src="/media/lake.jpg?preset=tiny" alt="Lake">'),
    'media/lake.jpg': await plainPhoto(3),
  })
  const built = (await build({
    root: site.root,
    configFile: false,
    logLevel: 'silent',
    plugins: [renditions(tiny)],
    build: { write: false },
  })) as Rollup.RolldownOutput
  const html = built.output.find((file) => file.fileName === 'index.html')
  expect(html?.type === 'asset' && String(html.source)).toMatch(/srcset="\/assets\/media\/lake-40\.\w+\.webp/)
  expect(existsSync(join(site.root, 'dist'))).toBe(false)
  expect(existsSync(join(site.root, 'renditions.lock'))).toBe(false)
})

describe('redirects', () => {
  async function movedSite(options: Partial<Options> = {}): Promise<PhotoSite> {
    const site = await published({ ...three, 'media/ünïcode näme.jpg': 11 })
    site.options = { ...tiny, ...options }
    await site.move('media/a.jpg', 'media/deep/er/a.jpg')
    await site.move('media/ünïcode näme.jpg', 'media/deep/$1 "quoted".jpg')
    await site.delete('media/b.jpg')
    await site.publish()
    return site
  }

  test('are answered by a real nginx, 301 to a picture and 410', async ({ skip }) => {
    const site = await movedSite()
    const server = await startNginx(site)
    if (!server) return skip()
    const moved = await fetch(`${server}/media/a.tiny.jpg`, { redirect: 'manual' })
    expect([moved.status, new URL(moved.headers.get('location') ?? '', server).pathname]).toEqual([
      301,
      '/media/deep/er/a.tiny.jpg',
    ])
    expect((await fetch(`${server}/media/a.tiny.jpg`)).headers.get('content-type')).toBe('image/jpeg')
    expect((await fetch(`${server}/media/unicode-name.tiny.jpg`)).url).toBe(`${server}/media/deep/1-quoted.tiny.jpg`)
    expect((await fetch(`${server}/media/b.tiny.jpg`)).status).toBe(410)
    expect((await fetch(`${server}/media/in/c.tiny.jpg`)).status).toBe(200)
  })

  test('as copies answer where a host knows no rules, and go when the photo is unpublished', async () => {
    const site = await published(three)
    site.options = { ...tiny, hosts: ['html'] }
    await site.move('media/a.jpg', 'media/deep/a.jpg')
    await site.writePage()
    await site.site.build(site.options, site.config)
    expect((await site.site.bytes('dist/media/a.tiny.jpg')).equals(await site.site.bytes('dist/media/deep/a.tiny.jpg'))).toBe(
      true,
    )
    expect(await site.site.list('dist')).not.toContain('_redirects')
    await site.hide('media/deep/a.jpg')
    await site.writePage()
    await site.site.build(site.options, site.config)
    expect((await site.site.list('dist/media')).filter((name) => name.includes('a.tiny'))).toEqual([])
  })

  test('stand above the rules an author keeps in publicDir, which stay as they are', async () => {
    const site = await published(three)
    site.config = {}
    await site.site.write({ 'public/_redirects': '/old /new 302\n/media/b.tiny.jpg /elsewhere 301\n/* /index.html 200\n' })
    await site.move('media/a.jpg', 'media/deep/a.jpg')
    await site.move('media/b.jpg', 'media/deep/b.jpg')
    await site.writePage()
    for (const _ of [1, 2]) {
      await site.site.build(site.options, site.config)
      const lines = (await site.site.read('dist/_redirects')).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      expect(lines).toEqual([
        '/media/a.tiny.jpg /media/deep/a.tiny.jpg 301',
        '/media/a.tiny.jpg.webp /media/deep/a.tiny.jpg.webp 301',
        '/media/b.tiny.jpg.webp /media/deep/b.tiny.jpg.webp 301',
        '/old /new 302',
        '/media/b.tiny.jpg /elsewhere 301',
        '/* /index.html 200',
      ])
    }
  })

  test('are answered by the dev server and the preview server below a base', async () => {
    const site = await movedSite()
    const shared: InlineConfig = {
      root: site.site.root,
      configFile: false,
      logLevel: 'silent',
      base: '/sub/',
      plugins: [renditions(site.options)],
    }
    const dev = await createServer({ ...shared, server: { port: 0, host: '127.0.0.1' } })
    await dev.listen()
    cleanups.push(() => dev.close())
    const previewing = await preview({ ...shared, preview: { port: 0, host: '127.0.0.1' } })
    cleanups.push(() => previewing.close())
    for (const { httpServer } of [dev, previewing]) {
      const origin = `http://127.0.0.1:${(httpServer?.address() as AddressInfo).port}`
      const moved = await fetch(`${origin}/sub/media/a.tiny.jpg`, { redirect: 'manual' })
      expect([moved.status, moved.headers.get('location')]).toEqual([301, '/sub/media/deep/er/a.tiny.jpg'])
      expect((await fetch(`${origin}/sub/media/b.tiny.jpg`)).status).toBe(410)
      expect((await fetch(`${origin}/sub/media/a.tiny.jpg?x=1`, { method: 'HEAD', redirect: 'manual' })).status).toBe(301)
    }
  })
})

describe('several builds', () => {
  test('at once on one site leave it as one does', async () => {
    const site = await published()
    await site.move('media/a.jpg', 'media/moved.jpg')
    await site.put('media/b.jpg', 20)
    await site.writePage()
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => site.site.build(site.options, site.config)))
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(String(outcome.reason)).toMatch(/Another run is publishing/)
    }
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    await site.check()
    await site.checkSteady()
  })

  test('for browser and server use the same addresses, render once and publish once', async () => {
    const site = await open({
      'index.html': page('<script type="module" src="/main.js"></script>'),
      'main.js': `import lake from './media/lake.jpg?preset=tiny'\ndocument.title = lake.src`,
      'package.json': '{ "type": "module" }',
      'server.js': `import lake from './media/lake.jpg?preset=tiny'\nexport const html = lake.src + ' ' + lake.sources[0].srcset`,
      'media/lake.jpg': await plainPhoto(3),
    })
    const builder = await createBuilder({
      root: site.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [renditions(tiny)],
      environments: { ssr: { build: { outDir: 'dist-server', rollupOptions: { input: join(site.root, 'server.js') } } } },
      builder: {
        async buildApp(app) {
          for (const name of ['client', 'ssr']) {
            const one = app.environments[name]
            if (one) await app.build(one)
          }
        },
      },
    })
    await builder.buildApp()
    const { html } = (await import(join(site.root, 'dist-server/server.js'))) as { html: string }
    const urls = html.split(' ').filter((part) => part.startsWith('/'))
    expect(urls).toHaveLength(2)
    for (const url of urls) expect(existsSync(join(site.root, 'dist', url)), url).toBe(true)
    expect(await site.list('dist-server')).toEqual(['server.js'])
    expect(await site.list('dist/assets/media')).toHaveLength(2)
  })

  test('a server build of its own publishes nothing and takes nothing away', async () => {
    const site = await published()
    await site.site.write({
      'package.json': '{ "type": "module" }',
      'server.js': `import lake from './media/a.jpg?preset=tiny'\nexport const html = lake.src`,
    })
    const before = await treeOf(site.site)
    const log = await site.site.build(site.options, { build: { ssr: 'server.js', outDir: 'dist-server' } })
    expect(await treeOf(site.site)).toEqual(before)
    expect(log.info.join('\n')).not.toMatch(/[1-9]\d* made/)
    const { html } = (await import(join(site.site.root, 'dist-server/server.js'))) as { html: string }
    expect(existsSync(join(site.site.root, 'dist', html))).toBe(true)
  })

  test('in watch mode follow the page, the photo and its sidecar', async () => {
    const site = await open({
      'index.html': page('<img src="/media/a.jpg?preset=tiny" alt="A">'),
      'media/a.jpg': await plainPhoto(1),
      'media/b.jpg': await plainPhoto(5),
      'media/b.jpg.media.yaml': 'credit: B\n',
    })
    const watcher = (await build({
      root: site.root,
      configFile: false,
      logLevel: 'silent',
      plugins: [renditions({ ...tiny, onError: 'warn' })],
      build: { watch: { buildDelay: 20 } },
    })) as Rollup.RolldownWatcher
    let isBuilding = true
    watcher.on('event', ({ code }) => void (isBuilding = code !== 'END' && code !== 'ERROR'))
    // Vite tells the end of a build before it calls `closeBundle`, in which we publish; that would miss the folder.
    cleanups.push(async () => {
      await until(() => !isBuilding && !contexts().has(site.root), 10_000)
      await watcher.close()
      await sleep(300)
    })
    const shown = async (): Promise<string[]> => {
      const html = await site.read('dist/index.html').catch(() => '')
      const urls = elements(html, 'picture').flatMap((picture) =>
        picture.childNodes.flatMap((node) => ('tagName' in node ? srcsetUrls(attribute(node, 'srcset')) : [])),
      )
      return urls.filter((url) => existsSync(join(site.root, 'dist', url))).map((url) => url.split('/').at(-1) ?? '')
    }
    const pictures = (): string[] =>
      existsSync(join(site.root, 'dist/assets/media')) ? readdirSync(join(site.root, 'dist/assets/media')) : []
    /** Waits until the page shows what it should, and the output holds nothing else. */
    const comes = async (name: RegExp, not: readonly string[] = []): Promise<string[]> => {
      for (const end = performance.now() + 10_000; performance.now() < end; await sleep(50)) {
        const now = await shown()
        const files = await site.list('dist/assets/media')
        if (now.length === 1 && name.test(now[0] ?? '') && !not.includes(now[0] ?? '') && files.length === 2) return now
      }
      return [...(await shown()), 'in', ...(await site.list('dist/assets/media'))]
    }
    const first = await comes(/^a-40/)
    expect(first).toEqual([expect.stringMatching(/^a-40/)])
    await sleep(300)
    await site.write({ 'index.html': page('<img src="/media/b.jpg?preset=tiny" alt="B">') })
    const second = await comes(/^b-40/)
    expect(second).toEqual([expect.stringMatching(/^b-40/)])
    await sleep(300)
    await site.write({ 'media/b.jpg': await plainPhoto(20) })
    const third = await comes(/^b-40/, second)
    expect(third).toEqual([expect.stringMatching(/^b-40/)])
    await sleep(300)
    await site.write({ 'media/b.jpg.media.yaml': 'publish: draft\n' })
    expect(await until(() => pictures().length === 0, 10_000)).toBe(true)
    await sleep(300)
    await site.write({
      'media/new.jpg': await plainPhoto(9),
      'index.html': page('<img src="/media/new.jpg?preset=tiny" alt="N">'),
    })
    expect(await comes(/^new-40/)).toEqual([expect.stringMatching(/^new-40/)])
  })
})

/** Serves an output folder with its rules; undefined where nginx is not installed. */
async function startNginx({ site }: PhotoSite): Promise<string | undefined> {
  const binary = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/bin/nginx', '/opt/homebrew/bin/nginx'].find((path) =>
    existsSync(path),
  )
  if (!binary) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'renditions-nginx-'))
  await cp(join(site.root, 'dist'), join(folder, 'site'), { recursive: true })
  const port = await freePort()
  // Its workers give up the rights of root, and with them those to look into a private folder.
  const conf = `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${folder}/pid; error_log stderr;
events {}
http {
  types { image/jpeg jpg; text/html html; }
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server { listen 127.0.0.1:${port}; root ${folder}/site; include ${folder}/site/.vite/renditions.nginx.conf; }
}`
  await writeFile(join(folder, 'nginx.conf'), conf)
  const child: ChildProcess = spawn(binary, ['-c', join(folder, 'nginx.conf'), '-p', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  cleanups.push(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  })
  const origin = `http://127.0.0.1:${port}`
  for (let round = 0; round < 100; round++) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`)
    if (
      await fetch(origin).then(
        () => true,
        () => false,
      )
    )
      return origin
    await sleep(50)
  }
  throw new Error(`nginx does not answer: ${said}`)
}

async function freePort(): Promise<number> {
  const server = createNetServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('the report says whose form redirects and headers are in when no file of the site tells its host', async () => {
  const site = await open({ 'index.html': page('<img src="/media/a.jpg" alt="">'), 'media/a.jpg': await plainPhoto(1) })
  const { hosts: _, ...options } = tiny
  const guess = 'no file tells your host: redirects and headers are in the form of Netlify; the option "hosts"'
  expect((await site.build(options)).info.join('\n')).toContain(guess)
  expect((await site.build({ ...options, hosts: 'cloudflare' })).info.join('\n')).not.toContain('your host')
  await site.write({ 'public/_worker.js': 'export default {}' })
  expect((await site.build(options)).info.join('\n')).not.toContain('your host')
})
