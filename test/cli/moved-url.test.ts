import { describe, expect, test } from 'vitest'
import { movedUrls, splitAtName, type Relocation, type UrlStyle } from '../../src/cli/move/moved-url.js'

const style: UrlStyle = {
  publicDir: 'public',
  aliases: [
    { find: '@', folder: 'src' },
    { find: '~media', folder: 'content/media' },
  ],
  base: '/docs/',
}

/** First choice for a URL in `pages/a.html` after `asset` moved. */
function moved(
  url: string,
  from: string,
  to: string,
  more: Partial<Relocation['reference']> & { document?: string; documentTo?: string } = {},
): string | undefined {
  const document = more.document ?? 'pages/a.html'
  const reference = { url, role: more.role ?? 'picture', escape: more.escape ?? 'html-attribute' } as const
  return movedUrls({ reference, document: { from: document, to: more.documentTo ?? document }, asset: { from, to } }, style)[0]
}

describe('a URL after a move', () => {
  test.each([
    ['../media/lake.jpg', 'media/lake.jpg', 'media/sea.jpg', '../media/sea.jpg'],
    ['../media/lake.jpg', 'media/lake.jpg', 'pages/lake.jpg', 'lake.jpg'],
    ['./lake.jpg', 'pages/lake.jpg', 'pages/img/lake.jpg', './img/lake.jpg'],
    ['./lake.jpg', 'pages/lake.jpg', 'media/lake.jpg', '../media/lake.jpg'],
    ['lake.jpg', 'pages/lake.jpg', 'pages/img/lake.jpg', 'img/lake.jpg'],
  ])('relative stays relative: %s', (url, from, to, expected) => {
    expect(moved(url, from, to)).toBe(expected)
  })

  test('root-absolute stays root-absolute, without the public folder and with the base the author wrote', () => {
    expect(moved('/media/lake.jpg', 'media/lake.jpg', 'media/b/sea.jpg')).toBe('/media/b/sea.jpg')
    expect(moved('/img/lake.jpg', 'public/img/lake.jpg', 'public/sea.jpg')).toBe('/sea.jpg')
    expect(moved('/lake.jpg', 'public/lake.jpg', 'media/lake.jpg')).toBe('/media/lake.jpg')
    expect(moved('/docs/media/lake.jpg', 'media/lake.jpg', 'media/sea.jpg')).toBe('/docs/media/sea.jpg')
    expect(moved('/docs/lake.jpg', 'docs/lake.jpg', 'docs/sea.jpg')).toBe('/docs/sea.jpg')
  })

  test('an alias stays that alias while it can reach the file', () => {
    expect(moved('@/img/lake.jpg', 'src/img/lake.jpg', 'src/b/lake.jpg')).toBe('@/b/lake.jpg')
    expect(moved('~media/lake.jpg', 'content/media/lake.jpg', 'content/media/x/lake.jpg')).toBe('~media/x/lake.jpg')
    expect(moved('@/img/lake.jpg', 'src/img/lake.jpg', 'media/lake.jpg')).toBe('/media/lake.jpg')
  })

  test('query and fragment stay as they are', () => {
    expect(moved('../media/lake.jpg?preset=hero&width=20#x', 'media/lake.jpg', 'media/sea.jpg')).toBe(
      '../media/sea.jpg?preset=hero&width=20#x',
    )
  })

  test('folders that keep their name keep their spelling; new names get the escapes they need', () => {
    expect(moved('/my%20media/lake.jpg', 'my media/lake.jpg', 'my media/big sea.jpg')).toBe('/my%20media/big%20sea.jpg')
    expect(moved('/my media/lake.jpg', 'my media/lake.jpg', 'my media/sea.jpg')).toBe('/my media/sea.jpg')
    expect(moved('/m/lake.jpg', 'm/lake.jpg', 'm/100% #1, (a)?.jpg')).toBe('/m/100%25%20%231%2C%20%28a%29%3F.jpg')
    expect(moved('/m/lake.jpg', 'm/lake.jpg', 'm/zürich.jpg')).toBe('/m/zürich.jpg')
    expect(moved('/m/z%C3%BCrich.jpg', 'm/zürich.jpg', 'm/köln.jpg')).toBe('/m/k%C3%B6ln.jpg')
    expect(moved('/zürich/lake.jpg', 'zu\u0308rich/lake.jpg', 'zu\u0308rich/sea.jpg')).toBe('/zürich/sea.jpg')
  })

  test('a module path is no URL: spaces stay, and it never becomes a package name', () => {
    const script = { role: 'import', escape: 'js', document: 'src/a.ts' } as const
    expect(moved('../media/lake.jpg?preset=hero', 'media/lake.jpg', 'media/big sea.jpg', script)).toBe(
      '../media/big sea.jpg?preset=hero',
    )
    expect(moved('../media/lake.jpg?preset=hero', 'media/lake.jpg', 'src/lake.jpg', script)).toBe('./lake.jpg?preset=hero')
  })

  test('a document that moves keeps its relative references', () => {
    expect(moved('../media/lake.jpg', 'media/lake.jpg', 'media/lake.jpg', { documentTo: 'deep/er/a.html' })).toBe(
      '../../media/lake.jpg',
    )
    expect(moved('/media/lake.jpg', 'media/lake.jpg', 'media/lake.jpg', { documentTo: 'deep/er/a.html' })).toBe('/media/lake.jpg')
    expect(moved('lake.jpg', 'pages/lake.jpg', 'new/lake.jpg', { documentTo: 'new/a.html' })).toBe('lake.jpg')
  })

  test('what moves into the public folder is addressed from the root', () => {
    expect(moved('../media/lake.jpg', 'media/lake.jpg', 'public/lake.jpg')).toBe('/lake.jpg')
  })

  test('a relative URL into the public folder stays as browsers see it', () => {
    expect(moved('img/lake.jpg', 'public/img/lake.jpg', 'public/sea.jpg', { document: 'index.html' })).toBe('sea.jpg')
    expect(moved('public/img/lake.jpg', 'public/img/lake.jpg', 'public/sea.jpg', { document: 'index.html' })).toBe(
      'public/sea.jpg',
    )
  })

  test('a name that looks like a scheme is led by a dot', () => {
    expect(moved('lake.jpg', 'pages/lake.jpg', 'pages/a:b.jpg')).toBe('./a:b.jpg')
  })
})

test('a raw # or ? belongs to the path when the file is called so', () => {
  expect(splitAtName('/m/a#1.jpg?preset=x', 'm/a#1.jpg')).toEqual({ path: '/m/a#1.jpg', suffix: '?preset=x' })
  expect(splitAtName('/m/a.jpg?v=/b.jpg', 'm/a.jpg')).toEqual({ path: '/m/a.jpg', suffix: '?v=/b.jpg' })
  expect(splitAtName('hero', 'm/a.jpg')).toBeUndefined()
})
