import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { encodeAddress, lookup } from '../../src/publish/answers.js'
import { ledgerOf, type Ledger, type LedgerEntry } from '../../src/publish/ledger.js'
import { cloudflareRedirects } from '../../src/publish/hosts/cloudflare.js'
import { htmlStub } from '../../src/publish/hosts/html.js'
import { netlifyRedirects } from '../../src/publish/hosts/netlify.js'
import { redirectRulesOf, urlOf, type RedirectRules } from '../../src/publish/redirects.js'
import { writeRedirectFiles } from '../../src/publish/redirect-files.js'
import { OUTPUT } from '../../src/base/target-address.js'
import { MemoryTarget } from './memory-target.js'
import { URLS } from './world.js'
import { ODD, ODD_SUCCESSOR, oddRules } from './odd-names.js'

function ledgerWith(parts: Partial<LedgerEntry>, ...more: Partial<LedgerEntry>[]): Ledger {
  return ledgerOf(
    [parts, ...more].map((part, index) => ({
      path: `photos/${index}.jpg`,
      id: `a`.repeat(11) + 'bcdefg'[index],
      digest: digestOf(String(index)),
      state: 'published' as const,
      since: '2026-01-01',
      stable: {},
      former: {},
      was: [],
      ...part,
    })),
  )
}

describe('looking an address up', () => {
  const ledger = ledgerWith(
    {
      stable: { 'media/lake.thumb.jpg': 'thumb', 'media/lake.hero.jpg': 'hero' },
      former: { 'media/old lake.thumb.jpg': 'thumb', 'media/old.hero.png': 'hero', 'media/old.gone.jpg': 'nothing-now' },
    },
    { state: 'draft', stable: { 'media/sea.jpg': 'thumb' }, former: { 'media/see.jpg': 'thumb' } },
  )

  test('leads a former address to the same preset, else to any of the asset', () => {
    expect(lookup(ledger, '/media/old%20lake.thumb.jpg?x=1')).toEqual({ status: 301, to: 'media/lake.thumb.jpg' })
    expect(lookup(ledger, 'media/old.hero.png')).toEqual({ status: 301, to: 'media/lake.hero.jpg' })
    expect(lookup(ledger, 'media/old.gone.jpg')).toEqual({ status: 301, to: 'media/lake.hero.jpg' })
  })

  test('says 410 for what is not published, and nothing for the rest', () => {
    expect(lookup(ledger, '/media/sea.jpg')).toEqual({ status: 410 })
    expect(lookup(ledger, '/media/see.jpg')).toEqual({ status: 410 })
    for (const path of ['/media/lake.thumb.jpg', '/media/never.jpg', '/%', '/__proto__', ''])
      expect(lookup(ledger, path)).toBeUndefined()
  })
})

describe('the _redirects file', () => {
  const redirectsFile = (rules: RedirectRules, current: string, base: string): string =>
    netlifyRedirects.compose(rules, current, base).text

  test('keeps the rules and blank lines of the author, below ours', () => {
    const rules = redirectRulesOf(ledgerWith({ stable: { 'media/b.jpg': 'x' }, former: { 'media/a.jpg': 'x' } }), OUTPUT, URLS)
    const own = '# mine\n/home / 302\n\n/* /index.html 200\n'
    const text = redirectsFile(rules, own, '/')
    expect(text.endsWith(own)).toBe(true)
    expect(text.split('\n').filter((line) => line.endsWith(' 301'))).toEqual(['/media/a.jpg /media/b.jpg 301'])
    expect(redirectsFile(rules, text, '/')).toBe(text)
    expect(redirectsFile({ moved: [], gone: [] }, text, '/')).toBe(own)
    expect(redirectsFile({ moved: [], gone: [] }, '', '/')).toBe('')
  })

  test('leaves an address to the rule the author has for it', () => {
    const rules = redirectRulesOf(ledgerWith({ stable: { 'media/b.jpg': 'x' }, former: { 'media/a.jpg': 'x' } }), OUTPUT, URLS)
    expect(redirectsFile(rules, '/site/media/a.jpg /elsewhere 301\n', '/site/')).not.toContain('/site/media/b.jpg')
  })

  test('has one rule of three fields per moved address, whatever the names', () => {
    const text = redirectsFile(oddRules, '', '/a base/')
    const rules = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(rules).toHaveLength(ODD.length)
    for (const rule of rules) {
      const [from, to, status, ...rest] = rule.split(' ')
      expect([status, rest]).toEqual(['301', []])
      expect(decodeURIComponent(to ?? '')).toBe(`/a base/${ODD_SUCCESSOR}`)
      expect(ODD.map((name) => `/a base/media/was/${name}`)).toContain(decodeURIComponent(from ?? ''))
      expect(from).not.toMatch(/[*:]/)
    }
    expect(text.match(/^# gone: /gm)).toHaveLength(ODD.length)
  })

  test('keeps to the limits of Cloudflare, and says what is left out', () => {
    const moved = Array.from({ length: 2001 }, (_, index) => ({ from: `media/${index}.jpg`, to: 'media/x.jpg' }))
    const own = '# mine\n/a /b 302\n/* /index.html 200\n'
    const { text, problems } = cloudflareRedirects.compose({ moved, gone: [] }, own, '/')
    expect(text.endsWith(own)).toBe(true)
    expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toHaveLength(2000)
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Cloudflare .* 3 redirects of ours are left out/),
    ])
    expect(cloudflareRedirects.compose({ moved: moved.slice(3), gone: [] }, own, '/').problems).toEqual([])
    const long = [{ from: `media/${'x'.repeat(1000)}.jpg`, to: 'media/x.jpg' }]
    expect(cloudflareRedirects.compose({ moved: long, gone: [] }, own, '/')).toMatchObject({
      text: own,
      problems: [{ code: 'redirects-limit' }],
    })
    expect(netlifyRedirects.compose({ moved, gone: [] }, own, '/').problems).toEqual([])
  })

  test('is written, left alone and taken back in step with the rules', async () => {
    const target = new MemoryTarget((file) => file)
    target.files.set('_redirects', '/mine / 302\n')
    const forms = { hosts: ['netlify', 'nginx', 'vercel', 'apache', 'caddy'] as const, base: '/' }
    expect((await writeRedirectFiles(target, oddRules, forms)).files.map((file) => file.path)).toEqual([
      '_redirects',
      'vercel.json',
      '.vite/renditions.nginx.conf',
      '.htaccess',
      '.vite/renditions.caddy',
    ])
    const written = new Map(target.files)
    target.write = () => Promise.reject(new Error('nothing changed'))
    await writeRedirectFiles(target, oddRules, forms)
    Reflect.deleteProperty(target, 'write')
    expect(target.files).toEqual(written)
    expect((await writeRedirectFiles(target, oddRules, { hosts: [], base: '/' })).files).toEqual([])
    expect(Object.fromEntries(target.files)).toEqual({ _redirects: '/mine / 302\n' })
  })

  test("never touches an nginx file of somebody else's", async () => {
    const target = new MemoryTarget((file) => file)
    target.files.set('.vite/renditions.nginx.conf', 'theirs')
    const { problems } = await writeRedirectFiles(target, oddRules, { hosts: ['nginx'], base: '/' })
    expect(problems.map((problem) => problem.code)).toEqual(['target-conflict'])
    expect(target.files.get('.vite/renditions.nginx.conf')).toBe('theirs')
  })
})

test('a stub leads on, and cannot be broken out of', () => {
  const document = parse(htmlStub(urlOf('/"b"/', 'media/"><script>alert(1)</script>&.pdf')))
  const found: string[] = []
  const walk = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('attrs' in node) for (const { name, value } of node.attrs) if (['href', 'content'].includes(name)) found.push(value)
    if ('tagName' in node) expect(node.tagName).not.toBe('script')
    if ('childNodes' in node) node.childNodes.forEach(walk)
  }
  walk(document)
  const url = `/%22b%22/${encodeAddress('media/"><script>alert(1)</script>&.pdf')}`
  expect(found).toEqual(['noindex', url, `0; url=${url}`, url])
})
