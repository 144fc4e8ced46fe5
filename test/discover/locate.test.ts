import { describe, expect, test } from 'vitest'
import { collisionKey } from '../../src/base/site-path.js'
import { locate, type World } from '../../src/discover/locate.js'
import { errorOf } from '../../src/errors.js'

const FILES = [
  'media/lake.jpg',
  'media/My Photo.JPG',
  'media/a#b?c%d.jpg',
  'media/100%.jpg',
  'media/caf\u00e9.png',
  'media/nai\u0308ve.png',
  'media/literal%20name.jpg',
  'media/Both.jpg',
  'media/both.jpg',
  'pages/local.png',
  'public/logo.svg',
  'public/media/only-public.jpg',
  'media/..foo.jpg',
  'media-secret/x.jpg',
  'src/assets/hero.jpg',
]

function world(options: Partial<World> & { files?: readonly string[] } = {}): World {
  const files = options.files ?? FILES
  return {
    has: (path) => files.includes(path),
    alike: (path) => files.filter((file) => collisionKey(file) === collisionKey(path)),
    nearest: (path) => (path.endsWith('lak.jpg') ? 'media/lake.jpg' : undefined),
    refusal: (path) => (path === 'media/folder.png' ? errorOf('asset-not-a-file', { path, what: 'a folder' }) : undefined),
    publicDir: 'public',
    base: '/',
    aliases: [],
    roots: [''],
    ...options,
  }
}

const path = (url: string, from = 'pages/a.html', options = {}) => {
  const located = locate(url, from, world(options))
  return 'path' in located ? located.path : 'left' in located ? 'left' : located.problem.code
}

describe('finding', () => {
  test.each([
    ['/media/lake.jpg', 'media/lake.jpg'],
    ['/media/lake.jpg?preset=hero#x', 'media/lake.jpg'],
    ['../media/lake.jpg', 'media/lake.jpg'],
    ['local.png', 'pages/local.png'],
    ['./local.png', 'pages/local.png'],
    ['.././pages//local.png', 'pages/local.png'],
    [' \t../media/la\nke.jpg ', 'media/lake.jpg'],
    ['../media/My%20Photo.JPG', 'media/My Photo.JPG'],
    ['../media/My Photo.JPG', 'media/My Photo.JPG'],
    ['/media/a%23b%3Fc%25d.jpg', 'media/a#b?c%d.jpg'],
    ['/media/100%.jpg', 'media/100%.jpg'],
    ['/media/100%25.jpg', 'media/100%.jpg'],
    ['/media/literal%2520name.jpg', 'media/literal%20name.jpg'],
    ['/media/literal%20name.jpg', 'media/literal%20name.jpg'],
    ['/media/caf%C3%A9.png', 'media/caf\u00e9.png'],
    ['/media/..foo.jpg', 'media/..foo.jpg'],
    ['/media/%2e%2e/pages/local.png', 'pages/local.png'],
    ['/logo.svg', 'public/logo.svg'],
    ['/media/only-public.jpg', 'public/media/only-public.jpg'],
    ['../logo.svg', 'public/logo.svg'],
  ])('%j leads to %s', (url, expected) => {
    expect(path(url)).toBe(expected)
  })

  test('says when a file is reached through the public folder', () => {
    expect(locate('/logo.svg', 'a.html', world())).toEqual({ path: 'public/logo.svg', viaPublic: true, problems: [] })
    expect(locate('/public/logo.svg', 'a.html', world())).toEqual({ path: 'public/logo.svg', problems: [] })
    expect(path('/logo.svg', 'a.html', { publicDir: '' })).toBe('asset-not-found')
  })

  test('takes Vite’s base off, and does not demand it', () => {
    expect(path('/app/media/lake.jpg', 'a.html', { base: '/app/' })).toBe('media/lake.jpg')
    expect(path('/app/logo.svg', 'a.html', { base: '/app/' })).toBe('public/logo.svg')
    expect(path('/media/lake.jpg', 'a.html', { base: '/app/' })).toBe('media/lake.jpg')
    expect(path('/application/media/lake.jpg', 'a.html', { base: '/app/' })).toBe('asset-not-found')
    expect(path('/media/lake.jpg', 'a.html', { base: 'https://cdn.example/x/' })).toBe('media/lake.jpg')
    expect(path('/media/lake.jpg', 'a.html', { base: './' })).toBe('media/lake.jpg')
  })

  test.each([
    [[{ find: '@', replacement: 'src' }], '@/assets/hero.jpg', 'src/assets/hero.jpg'],
    [[{ find: '@/', replacement: 'src/' }], '@/assets/hero.jpg', 'src/assets/hero.jpg'],
    [[{ find: '/pics', replacement: '/media' }], '/pics/lake.jpg?preset=x', 'media/lake.jpg'],
    [
      [
        { find: '@', replacement: 'nowhere' },
        { find: '@', replacement: 'src' },
      ],
      '@/assets/hero.jpg',
      'asset-not-found',
    ],
    [[{ find: '@', replacement: 'src' }], '@other/assets/hero.jpg', 'asset-not-found'],
    [[{ find: /^~(\w+)\//g, replacement: 'src/$1/' }], '~assets/hero.jpg', 'src/assets/hero.jpg'],
    [[{ find: '@', replacement: '../outside' }], '@/hero.jpg', 'asset-outside'],
    [[{ find: '@', replacement: 'src' }], '@/../../etc/passwd', 'asset-outside'],
  ])('follows the aliases %o', (aliases, url, expected) => {
    expect(path(url, 'pages/a.html', { aliases })).toBe(expected)
    expect(path(url, 'pages/a.html', { aliases })).toBe(expected)
  })
})

describe('names that differ in form', () => {
  test.each([
    ['/media/LAKE.jpg', 'media/lake.jpg'],
    ['/Media/My photo.jpg', 'media/My Photo.JPG'],
    ['/media/cafe\u0301.png', 'media/caf\u00e9.png'],
    ['/media/na%C3%AFve.png', 'media/nai\u0308ve.png'],
    ['/LOGO.svg', 'public/logo.svg'],
  ])('%j is found as %s with a warning', (url, expected) => {
    expect(locate(url, 'a.html', world())).toMatchObject({
      path: expected,
      problems: [{ code: 'asset-case', severity: 'warning' }],
    })
  })

  test('are taken as they are when one fits exactly, and refused when several might be meant', () => {
    expect(locate('/media/both.jpg', 'a.html', world())).toEqual({ path: 'media/both.jpg', problems: [] })
    expect(path('/media/BOTH.jpg')).toBe('asset-collision')
    const forms = ['x/caf\u00e9.png', 'x/CAFE\u0301.png']
    expect(path('/x/cafe\u0301.png', 'a.html', { files: forms })).toBe('x/caf\u00e9.png')
  })
})

describe('hostile URLs', () => {
  test.each([
    'https://h/a.jpg',
    'https:h',
    'http:/\\h',
    '//h/a.jpg',
    '\\\\h\\a.jpg',
    '/\\h',
    '\t//h/x',
    '\u0000//h/x',
    'file:///etc/passwd',
    'C:\\x.jpg',
    'c:/x.jpg',
    'data:,',
    'javascript:x',
    '#a',
    '',
    '?preset=x',
    '///h/x',
  ])('%j is not ours', (url) => {
    expect(path(url)).toBe('left')
  })

  test.each([
    '../../x.jpg',
    '..\\x.jpg',
    '/../x.jpg',
    '/../../etc/passwd',
    '%2e%2e/%2e%2e/x.jpg',
    '/%2e%2e/x.jpg',
    '..%2f..%2fx.jpg',
    '/media%5c..%5cx.jpg',
    '/media/lake.jpg%00.png',
    '/a\u0000.jpg',
    '/media/lake.jpg::$DATA',
    '/media/lake.jpg:$DATA',
    '/C:/x.jpg',
    '/media%2Fx.jpg',
  ])('%j leads outside', (url) => {
    expect(path(url)).toBe('asset-outside')
  })

  test.each([
    '..',
    '/etc/passwd',
    '%252e%252e/%252e%252e/x.jpg',
    '/media/lake.jpg/',
    '/media/lake.jpg/.',
    '/media/lake.jpg/%2e',
    '/media/lake.jpg/x/..',
    '/media/',
    '/.',
    '/media',
    '/media/MYPHOT~1.JPG',
    '/media/lake.jpg%',
    '/media/lake%FF.jpg',
    `/${'x'.repeat(5000)}.jpg`,
  ])('%j leads to nothing', (url) => {
    expect(path(url)).toBe('asset-not-found')
  })

  test.each(['..\\media\\lake.jpg', '/media%2Flake.jpg'])('%j has no slash, but the file that is meant is named', (url) => {
    expect(locate(url, 'pages/a.html', world())).toMatchObject({
      problem: { code: 'asset-not-found', hint: 'Did you mean "media/lake.jpg"?' },
    })
  })

  test('what looks like an asset and is none says why', () => {
    expect(path('/media/folder.png')).toBe('asset-not-a-file')
  })
})

describe('what is missing', () => {
  test('names all that was tried, and the nearest file', () => {
    expect(locate('/media/lak.jpg', 'a.html', world())).toEqual({
      problem: errorOf('asset-not-found', {
        url: '/media/lak.jpg',
        tried: ['media/lak.jpg', 'public/media/lak.jpg'],
        nearest: 'media/lake.jpg',
      }),
      tried: ['media/lak.jpg', 'public/media/lak.jpg'],
    })
  })

  test('outside the asset folders is said to be outside, and a neighbour with the same beginning is outside, too', () => {
    const files = FILES.filter((file) => file.startsWith('media/') || file.startsWith('public/'))
    expect(path('/media-secret/x.jpg', 'a.html', { roots: ['media'], files })).toBe('asset-outside')
    expect(path('/src/y.jpg', 'a.html', { roots: ['media'], files })).toBe('asset-outside')
    expect(path('/media/y.jpg', 'a.html', { roots: ['media'], files })).toBe('asset-not-found')
  })
})
