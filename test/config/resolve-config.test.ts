import { describe, expect, test } from 'vitest'
import { VIEWER_NAMES } from '../../src/base/viewer-names.js'
import { resolveConfig } from '../../src/config/resolve-config.js'
import { RenditionsError } from '../../src/errors.js'
import { around, configOf, findingsOf, problemsOf } from './configs.js'

describe('without options', () => {
  test('everything has a default', () => {
    expect(configOf()).toMatchObject({
      assets: [''],
      publicDir: 'public',
      ignore: ['**/node_modules/**', '**/.*/**', 'dist/**', 'dist-preview/**', '.renditions/**'],
      defaultPreset: 'default',
      profiles: [],
      pages: undefined,
      addresses: 'assets/media',
      stableAddresses: 'media',
      site: undefined,
      onError: 'fail',
      frozen: false,
      grace: { days: 30, builds: 3 },
      limits: {
        pixels: 100e6,
        side: 32768,
        frames: 300,
        bytes: 64 * 2 ** 20,
        svgBytes: 10 * 2 ** 20,
        seconds: 10,
        memory: 700 * 2 ** 20,
      },
      cache: { folder: '.renditions', bytes: 2048 * 2 ** 20 },
      inlineStyle: true,
      ledger: 'renditions.lock',
      problems: [],
    })
  })
  test('the config is plain data', () => {
    const config = configOf({ pages: 'content/**/*.md', profiles: { media: { viewer: 'zoom' } } })
    expect(structuredClone(config)).toEqual(config)
  })
  test('fields that are undefined count as absent', () => {
    expect(configOf({ assets: undefined, presets: undefined, cache: { folder: undefined } })).toEqual(configOf())
  })
})

describe('one look at everything', () => {
  const wrong = {
    asets: 'media',
    onError: 'wran',
    inlineStyle: 'no',
    presets: { hero: { widths: [-1], fromats: ['avif'], quality: 101 } },
    limits: { megapixel: 3 },
  }
  test('all findings come in one error', () => {
    expect(findingsOf(wrong)).toEqual([
      'Unknown option "asets" in the options. Did you mean "assets"?',
      'Expected one of "fail", "warn" for option "onError" but received "wran". Did you mean "warn"?',
      'Expected true or false for option "inlineStyle" but received "no".',
      'Unknown option "fromats" in "presets.hero". Did you mean "formats"?',
      'Expected a list of widths (a whole number of pixels from 1 to 16383) for option "presets.hero.widths" but received [-1].',
      'Expected a whole number from 1 to 100, or one per format (avif 1–100, webp 1–100, jpeg 1–100, png 1–100) for option "presets.hero.quality" but received 101.',
      'Unknown option "megapixel" in "limits". Did you mean "megapixels"?',
    ])
  })
  test('the message of the error lists each of them', () => {
    expect(() => configOf(wrong)).toThrow(RenditionsError)
    expect(() => configOf(wrong)).toThrow(/^7 problems:\n- Unknown option "asets"[^]*\n- Unknown option "megapixel"/)
  })
  test('a lone finding is the message', () => {
    expect(() => configOf({ ledgr: 'x' })).toThrow(
      /^Unknown option "ledgr" in the options. Did you mean "ledger"\? \(unknown-option\)$/,
    )
  })
})

describe('hostile options', () => {
  test.each([
    ['null', null],
    ['a list', []],
    ['text', 'media'],
    ['a function', () => ({})],
    ['a class instance', new Map()],
    ['a date', new Date(0)],
  ])('%s is not options', (_, options) => {
    expect(problemsOf(options)).toMatchObject([
      { code: 'invalid-option', message: expect.stringContaining('an object for option "options"') },
    ])
  })
  test.each(['presets', 'profiles', 'cache', 'limits', 'grace', 'pages'])(
    '%s must not be null, a number or a promise',
    (name) => {
      for (const value of [null, 7, Promise.resolve({})])
        expect(problemsOf({ [name]: value })[0]).toMatchObject({ code: 'invalid-option' })
    },
  )
  test('a __proto__ key from JSON is an unknown option and changes nothing', () => {
    const options: unknown = JSON.parse(
      '{"__proto__": {"polluted": true}, "presets": {"__proto__": {"width": 1}, "hero": {"__proto__": {"width": 9}}}}',
    )
    expect(problemsOf(options).map(({ message }) => message.slice(0, 45))).toEqual([
      'Unknown option "__proto__" in the options.',
      'Expected a name of letters, digits, "-" and "',
      'Unknown option "__proto__" in "presets.hero".',
    ])
    expect('polluted' in {}).toBe(false)
  })
  test('no preset is there by accident', () => {
    const { presets } = configOf({ presets: { constructor: { width: 10 } } })
    expect(presets['constructor']).toMatchObject({ name: 'constructor', width: 10 })
    expect(presets['toString']).toBeUndefined()
    expect(presets['__proto__']).toBeUndefined()
  })
  test('getters are read once, and those that throw are findings', () => {
    let reads = 0
    const options = {
      get site() {
        reads++
        return 'https://example.org'
      },
    }
    expect(configOf(options).site).toBe('https://example.org')
    expect(reads).toBe(1)
    const throwing = { get: () => { throw new Error('secret') }, enumerable: true } // oxfmt-ignore
    const quality = Object.defineProperty({}, 'avif', throwing)
    const messages = findingsOf(Object.defineProperty({ presets: { hero: { quality } } }, 'ledger', throwing))
    expect(messages).toHaveLength(2)
    expect(messages.join()).not.toContain('secret')
  })
  test('circles are told without going round', () => {
    const presets: Record<string, unknown> = { hero: { widths: [1] } }
    presets['self'] = presets
    expect(findingsOf({ presets })).toEqual([
      'Unknown option "hero" in "presets.self".',
      'Unknown option "self" in "presets.self".',
    ])
  })
  test.each([Number.NaN, Infinity, -Infinity, '30', -1, 2n, Symbol('x')])('%o is no number of days', (days) => {
    expect(problemsOf({ grace: { days } })).toMatchObject([{ code: 'invalid-option' }])
  })
  test('a message never repeats an absolute path or a long value', () => {
    const messages = findingsOf({ ledger: '/home/somebody/secret.lock', site: `x${'y'.repeat(5000)}` }).join('\n')
    expect(messages).not.toContain('somebody')
    expect(messages.length).toBeLessThan(600)
  })
})

describe('folders', () => {
  test('asset folders become site paths, each once, without those inside another', () => {
    expect(configOf({ assets: ['./media/', 'media/press', 'photos', '/site/photos'] }).assets).toEqual(['media', 'photos'])
    expect(configOf({ assets: 'media' }).assets).toEqual(['media'])
    expect(configOf({ assets: ['.', 'media'] }).assets).toEqual([''])
  })
  test.each(['..', '../other', '/elsewhere', 'dist', 'dist/media', '.git', 'node_modules/pkg', 'media/\0', 7, [[]]])(
    '%o cannot be an asset folder',
    (assets) => {
      expect(problemsOf({ assets })).toMatchObject([{ code: 'invalid-option' }])
    },
  )
  test('an asset folder that is not there is told, and does not stop the build', () => {
    const { problems } = resolveConfig({ assets: 'meda' }, around, () => false)
    expect(problems).toMatchObject([
      { severity: 'warning', message: 'Expected a folder that is there for option "assets" but received "meda".' },
    ])
  })
  test('a publicDir outside the root is told, and holds no assets', () => {
    const { publicDir, problems } = configOf({}, { publicDir: '/elsewhere/public' })
    expect(publicDir).toBe('')
    expect(problems).toMatchObject([{ severity: 'warning', code: 'invalid-option' }])
  })
  test('an output folder outside the root, or with odd characters, is handled', () => {
    expect(configOf({}, { outDir: '../dist' }).ignore).toEqual(['**/node_modules/**', '**/.*/**', '.renditions/**'])
    expect(configOf({}, { outDir: '/site/out (new)' }).ignore).toContain('out \\(new\\)/**')
  })
  test.each([
    '',
    '/',
    '.',
    '..',
    '/media',
    '../media',
    'a/../../b',
    'a//b',
    '.git',
    'a/.hidden',
    'a b',
    'a%2e',
    'a?b',
    'a\\b',
    'C:\\x',
    'ä',
    'a\nb',
    5,
  ])('addresses cannot stand below %o', (folder) => {
    expect(problemsOf({ addresses: folder })).toMatchObject([{ code: 'invalid-option' }])
    expect(problemsOf({ stableAddresses: folder })).toMatchObject([{ code: 'invalid-option' }])
  })
  test('address folders lose their outer slashes and must not hold each other', () => {
    expect(configOf({ addresses: './a/b/', stableAddresses: 'press' })).toMatchObject({
      addresses: 'a/b',
      stableAddresses: 'press',
    })
    expect(problemsOf({ addresses: 'media/immutable' })).toHaveLength(1)
    expect(problemsOf({ stableAddresses: 'assets' })).toHaveLength(1)
  })
  test('addresses follow assetsDir', () => {
    expect(configOf({}, { assetsDir: 'static/a' }).addresses).toBe('static/a/media')
    expect(configOf({}, { assetsDir: '' }).addresses).toBe('assets/media')
  })
  test.each([
    '',
    '.',
    '..',
    '../x.lock',
    '/tmp/x.lock',
    'C:\\x.lock',
    'dist/x.lock',
    'public/x.lock',
    '.git/x',
    '.renditions/x.lock',
    'locks/',
    'node_modules/x',
    3,
  ])('the ledger cannot be %o', (ledger) => {
    expect(problemsOf({ ledger })).toMatchObject([{ code: 'invalid-option' }])
  })
  test.each(['.', '/', '/site', '..', '.git', '.git/cache', 'media', 'public', 'public/cache', 'dist', 'dist/cache', 3])(
    'the cache cannot be %o',
    (folder) => {
      expect(problemsOf({ assets: 'media/photos', cache: { folder } })).toMatchObject([{ code: 'invalid-option' }])
    },
  )
  test('the cache can be anywhere else, also outside the root', () => {
    expect(configOf({ cache: { folder: 'node_modules/.cache/renditions', megabytes: 10 } })).toMatchObject({
      cache: { folder: 'node_modules/.cache/renditions', bytes: 10 * 2 ** 20 },
      ignore: expect.arrayContaining(['node_modules/.cache/renditions/**']),
    })
    expect(configOf({ cache: { folder: '../shared-cache' } }).cache.folder).toBe('/shared-cache')
  })
})

describe('single options', () => {
  test.each([
    ['https://example.org', 'https://example.org'],
    ['https://EXAMPLE.org/', 'https://example.org'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('site %s is the origin %s', (site, origin) => {
    expect(configOf({ site }).site).toBe(origin)
  })
  test.each([
    'example.org',
    '//example.org',
    'https://example.org/docs',
    'https://u:p@example.org',
    'https://example.org?x',
    'ftp://example.org',
    'javascript:alert(1)',
  ])('site cannot be %s', (site) => {
    expect(problemsOf({ site })).toHaveLength(1)
  })
  test('frozen is the default in CI where a ledger is', () => {
    const frozen = (ci: boolean, there: boolean, options = {}): unknown =>
      resolveConfig(options, { ...around, ci }, () => there).frozen
    expect([frozen(true, true), frozen(true, false), frozen(false, true)]).toEqual([true, false, false])
    expect(frozen(true, true, { frozen: false })).toBe(false)
    expect(frozen(false, false, { frozen: 'memory' })).toBe('memory')
  })
  test('frozen looks for the ledger that was named', () => {
    const asked: string[] = []
    resolveConfig({ ledger: 'ops/media.lock' }, { ...around, ci: true }, (file) => asked.push(file) > 0)
    expect(asked).toContain('/site/ops/media.lock')
  })
  test('grace can be none, or say one of its two', () => {
    expect(configOf({ grace: 0 }).grace).toEqual({ days: 0, builds: 0 })
    expect(configOf({ grace: { days: 7 } }).grace).toEqual({ days: 7, builds: 3 })
    expect(problemsOf({ grace: { builds: 1.5 } })).toHaveLength(1)
    expect(problemsOf({ grace: 5 })).toHaveLength(1)
  })
  test('hosts can be none, one or some, and name what they misspell', () => {
    expect(configOf({ hosts: [] }).hosts).toEqual([])
    expect(configOf({ hosts: 'caddy' }).hosts).toEqual(['caddy'])
    expect(configOf({ hosts: ['nginx', 'html'] }).hosts).toEqual(['nginx', 'html'])
    expect(findingsOf({ hosts: ['ngnix'] })[0]).toContain('Did you mean "nginx"?')
  })
  test('limits are in the units their options say', () => {
    const one = { megapixels: 0.5, megabytes: 2, memory: 512, seconds: 5, side: 100, frames: 1 }
    const tiled = { tiledMegapixels: 3000, tiledMegabytes: 4, tileFiles: 9, tileMegabytes: 8 }
    const film = { filmSeconds: 60, filmMegabytes: 3, filmMegapixels: 9, filmMemory: 1024 }
    expect(configOf({ limits: { ...one, ...tiled, ...film } }).limits).toEqual({
      pixels: 500_000,
      bytes: 2 * 2 ** 20,
      svgBytes: 2 * 2 ** 20,
      memory: 512 * 2 ** 20,
      seconds: 5,
      side: 100,
      frames: 1,
      tiledPixels: 3e9,
      tiledBytes: 4 * 2 ** 20,
      tileFiles: 9,
      tileBytes: 8 * 2 ** 20,
      filmSeconds: 60,
      filmBytes: 3 * 2 ** 20,
      filmPixels: 9e6,
      filmMemory: 2 ** 30,
    })
  })
  test('pages are a glob, several, or an object', () => {
    expect(configOf({ pages: './content/**/*.md' }).pages).toEqual({ include: ['content/**/*.md'], base: '/', layout: '' })
    expect(configOf({ pages: ['a/*.md', '!a/draft.md'] }).pages?.include).toEqual(['a/*.md', '!a/draft.md'])
    expect(configOf({ pages: { include: 'a/*.md', base: '/blog', layout: './layouts/post.html' } }).pages).toEqual({
      include: ['a/*.md'],
      base: '/blog/',
      layout: 'layouts/post.html',
    })
  })
  test.each([
    { layout: 'a.html' },
    { include: '' },
    { include: 'a/*.md', base: 'blog' },
    { include: 'a/*.md', base: '/../x' },
    { include: 'a/*.md', layout: '../x.html' },
    [['../**/*.md']],
    [[]],
  ])('pages cannot be %o', (pages) => {
    expect(problemsOf({ pages })).toHaveLength(1)
  })
  test('a glob that expands without end is refused at once', () => {
    const started = performance.now()
    for (const pages of ['{1..1000000000}.md', `${'{a,b}'.repeat(30)}.md`, 'x'.repeat(10_000)])
      expect(problemsOf({ pages })).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('viewer presets', () => {
  test('build on a viewer or on one another, and take what they do not say', () => {
    const viewers = {
      banner: { extends: 'carousel', seconds: 9, preset: 'hero' },
      slow: { extends: 'banner', seconds: 20 },
      spin: { autospin: true },
      turntable: { extends: 'spin', rows: 2 },
    }
    const config = configOf({ presets: { hero: {} }, viewers })
    expect(config.viewers['slow']).toEqual({
      name: 'slow',
      viewer: 'carousel',
      preset: 'hero',
      large: 'zoom',
      options: { seconds: 20 },
    })
    expect(config.viewers['turntable']).toMatchObject({ viewer: 'spin', options: { autospin: true, rows: 2 } })
    expect(config.viewers['zoom']).toEqual({ name: 'zoom', viewer: 'zoom', large: 'zoom', options: {} })
    expect(config.viewers['panorama']).toMatchObject({ large: 'panorama' })
    expect(Object.keys(config.viewers).slice(0, VIEWER_NAMES.length)).toEqual([...VIEWER_NAMES])
  })
  test('say what is wrong with them', () => {
    const viewers = {
      'no name': { extends: 'zoom' },
      none: { extends: 'zoom' },
      lost: {},
      a: { extends: 'b' },
      b: { extends: 'a' },
      c: { extends: 'spinn' },
      d: { extends: 'spin', seconds: 3 },
      e: { extends: 'carousel', seconds: -1 },
      f: { extends: 'zoom', large: 'zom' },
    }
    expect(findingsOf({ viewers })).toEqual([
      expect.stringContaining('viewers["no name"]'),
      expect.stringContaining('"none" stands for no viewer'),
      expect.stringContaining('viewers.lost.extends'),
      expect.stringContaining('a → b → a'),
      expect.stringContaining('Did you mean "spin"?'),
      expect.stringContaining('Unknown option "seconds"'),
      expect.stringContaining('viewers.e.seconds'),
      expect.stringContaining('There is no preset named "zom"'),
    ])
  })
})

describe('profiles and the default preset', () => {
  test('name presets and viewers that are there', () => {
    const profiles = { 'media/**': { preset: 'thum', viewer: 'zom', stabel: true } }
    expect(findingsOf({ defaultPreset: 'hreo', presets: { hero: {} }, profiles })).toEqual([
      'There is no preset named "hreo", which option "defaultPreset" asks for. Did you mean "hero"? Presets: default, thumb, social, zoom, panorama, hero.',
      'Unknown option "stabel" in a profile. Did you mean "stable"?',
      'There is no preset named "thum", which option "profiles["media/**"].preset" asks for. Did you mean "thumb"? Presets: default, thumb, social, zoom, panorama, hero, film, clip, loop, sound.',
      `There is no viewer named "zom", which option "profiles["media/**"].viewer" asks for. Did you mean "zoom"? Viewers: ${VIEWER_NAMES.join(', ')}.`,
    ])
  })
  test('the default preset can be off', () => {
    expect(configOf({ defaultPreset: false }).defaultPreset).toBe(false)
    expect(problemsOf({ defaultPreset: true })).toHaveLength(1)
  })
  test.each(['../media/**', '', 'a/../../b'])('%o is no glob for a profile', (glob) => {
    expect(problemsOf({ profiles: { [glob]: {} } })).toHaveLength(1)
  })
})
