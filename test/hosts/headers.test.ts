import { describe, expect, test } from 'vitest'
import { isImmutableUrl } from '../../src/plan/address.js'
import { cloudflareHeaders } from '../../src/publish/hosts/cloudflare.js'
import { headerFilesOf } from '../../src/publish/hosts/header-forms.js'
import { folderRulesOf, NO_HEADERS, sortedPages, targetRulesOf, type HeaderRules } from '../../src/publish/hosts/header-rules.js'
import { linksOf } from '../../src/publish/hosts/link-header.js'
import { netlifyHeaders } from '../../src/publish/hosts/netlify.js'
import { nginxHeaders } from '../../src/publish/hosts/nginx.js'
import { vercelHeaders } from '../../src/publish/hosts/vercel.js'
import { netlifyHeadersFor, vercelAnswer } from './parsers.js'

const folders = folderRulesOf({ addresses: 'assets/media', stableAddresses: 'media' })
const LINK = '</assets/media/x.avif>; rel=preload; as=image'
const rulesWith = (...pages: string[]): HeaderRules => ({
  folders,
  pages: pages.map((page) => ({ page, link: LINK })),
  stableAddresses: 'media',
})

/** Rules of a `_headers` file as Cloudflare documents it: a path, then indented headers. */
function cloudflareRules(text: string): Map<string, string[]> {
  const rules = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of text.split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    if (/^\s/.test(line)) lines.push(line.trim())
    else rules.set(line, (lines = []))
  }
  return rules
}

describe('Cloudflare', () => {
  test('asks for pages by one address each', () => {
    const { text, problems } = cloudflareHeaders.compose(rulesWith('index.html', 'about/index.html', 'a b*.html'), '', '/docs/')
    const rules = cloudflareRules(text)
    expect(problems).toEqual([])
    expect([...rules.keys()].slice(-3)).toEqual(['/docs/', '/docs/about/', '/docs/a%20b%2A'])
    expect(rules.get('/docs/assets/media/*')?.[0]).toBe('Cache-Control: public, max-age=31536000, immutable')
    for (const path of rules.keys()) expect(path.split('*').length).toBeLessThanOrEqual(2)
  })

  test('gets no more rules than it reads, the pages at the top first, and the others are told', () => {
    const pages = Array.from({ length: 120 }, (_, index) => `deep/${index}.html`)
    const rules = rulesWith(...sortedPages(rulesWith(...pages, 'index.html').pages).map(({ page }) => page))
    const own = '/mine\n  X-Mine: 1\n'
    const { text, problems } = cloudflareHeaders.compose(rules, own, '/')
    expect(cloudflareRules(text).size).toBe(100)
    expect(cloudflareRules(text).has('/')).toBe(true)
    expect(text.endsWith(own)).toBe(true)
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/^Cloudflare .* 29 of ours are left out/)])
    expect(netlifyHeaders.compose(rules, own, '/').problems).toEqual([])
  })

  test('gets no line longer than it reads', () => {
    const pages = [{ page: 'index.html', link: `<${'x'.repeat(2000)}>` }]
    const { text, problems } = cloudflareHeaders.compose({ folders, pages, stableAddresses: 'media' }, '', '/')
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(2000)
    expect(problems.map(({ code }) => code)).toEqual(['headers-limit'])
  })
})

describe('the _headers file', () => {
  test('leaves a header to the author who sets it for the same path', async () => {
    const own = '/media/*\n  cache-control: no-store\n\n/\n  Link: <x>; rel=preload\n'
    const { text } = netlifyHeaders.compose(rulesWith('index.html'), own, '/')
    expect(text.endsWith(own)).toBe(true)
    expect(await netlifyHeadersFor(text, '/media/a.jpg')).toEqual({
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'cache-control': 'no-store',
    })
    expect((await netlifyHeadersFor(text, '/'))['Link']).toBe('<x>; rel=preload')
    expect((await netlifyHeadersFor(text, '/index.html'))['Link']).toBe(LINK)
  })
})

test.each(headerFilesOf(['netlify', 'cloudflare', 'vercel', 'nginx', 'apache', 'caddy']))(
  '$path stays the same when it is composed again',
  ({ compose }) => {
    const { text } = compose(rulesWith('index.html'), '', '/')
    expect(compose(rulesWith('index.html'), text, '/').text).toBe(text)
  },
)

test.each(headerFilesOf(['netlify', 'cloudflare', 'vercel', 'nginx', 'apache', 'caddy']))(
  '$path goes when nothing of ours is there any more, and keeps what the author wrote',
  ({ path, compose }) => {
    const text = compose(rulesWith('index.html'), '', '/').text
    expect(compose(NO_HEADERS, text, '/').text).toBe('')
    const own = path === 'vercel.json' ? '{"cleanUrls":true}' : '# Mine\n/mine\n'
    if (path.endsWith('.conf')) return
    const both = compose(rulesWith('index.html'), own, '/').text
    const left = compose(NO_HEADERS, both, '/').text
    expect(path === 'vercel.json' ? JSON.stringify(JSON.parse(left)) : left).toBe(own)
  },
)

test('a place with an origin of its own lets pages of others read what is there', async () => {
  const rules = targetRulesOf({ addresses: 'assets/media', stableAddresses: 'media' })
  const netlify = netlifyHeaders.compose(rules, '', '/').text
  const vercel = vercelHeaders.compose(rules, '', '/').text
  for (const path of ['/assets/media/a.0123456789abcdef/720p/index.m3u8', '/media/a.film.mp4'])
    for (const headers of [await netlifyHeadersFor(netlify, path), vercelAnswer(vercel, path).headers])
      expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' })
  for (const headers of [
    await netlifyHeadersFor(netlify, '/assets/media/a.0123456789abcdef/manifest.mpd'),
    vercelAnswer(vercel, '/assets/media/a.0123456789abcdef/manifest.mpd').headers,
  ])
    expect(headers).toMatchObject({ 'Content-Type': 'application/dash+xml' })
})

test("Vercel lets the author's headers win, and gets no more than it takes", () => {
  const own = '{"headers":[{"source":"/media/(.*)","headers":[{"key":"Cache-Control","value":"no-store"}]}]}'
  const pages = Array.from({ length: 2050 }, (_, index) => `${index}.html`)
  const { text, problems } = vercelHeaders.compose(rulesWith(...pages), own, '/')
  expect((JSON.parse(text) as { headers: object[] }).headers).toHaveLength(2048)
  expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/^Vercel .* 10 of ours are left out/)])
  const short = vercelHeaders.compose(rulesWith('index.html'), own, '/').text
  expect(vercelAnswer(short, '/media/a.jpg').headers['Cache-Control']).toBe('no-store')
})

test("an nginx file of somebody else's is left alone, and told", () => {
  expect(nginxHeaders.compose(rulesWith(), 'theirs', '/')).toMatchObject({
    text: 'theirs',
    problems: [{ code: 'target-conflict' }],
  })
})

describe('a Link header', () => {
  test('has nothing in it that could end a string, a line or a header', () => {
    for (const sizes of ['"', '\\', '50vw\r\nX: y', '$uri', '{env.HOME}', "'", '`', 'é', ';'])
      expect(linksOf([{ href: '/a.avif', imagesizes: sizes }])).toBeUndefined()
    for (const href of ['/a>b', '/a"b', '/a b', '/$a', '/a,b', '/a;b', '/{a}', "/'a", '/ä'])
      expect(linksOf([{ href }])).toBeUndefined()
  })

  test('lists pictures as long as there is room', () => {
    const picture = { href: `/${'x'.repeat(1000)}.avif` }
    expect(linksOf([picture, picture, picture, picture])?.split(', ')).toHaveLength(2)
    expect(linksOf([{ href: `/${'x'.repeat(4000)}.avif` }])).toBeUndefined()
  })
})

test('an address of ours is known by its folder and its name, wherever it leads', () => {
  const isOurs = (url: string): boolean => isImmutableUrl({ addresses: 'assets/media' }, url)
  for (const url of [
    '/assets/media/a-1.0123456789abcdef.avif',
    '../assets/media/a.0123456789abcdef.jpg',
    'https://cdn.example/x/assets/media/a.0123456789abcdef.jpg',
  ])
    expect([url, isOurs(url)]).toEqual([url, true])
  for (const url of [
    '/assets/media/a.jpg',
    '/myassets/media/a.0123456789abcdef.jpg',
    '/assets/media/x/a.0123456789abcdef.jpg',
    '/assets/a-0123abcd.jpg',
  ])
    expect([url, isOurs(url)]).toEqual([url, false])
})
