import { execFileSync, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { encodeAddress, lookup } from '../../src/publish/answers.js'
import { ledgerOf, type Ledger, type LedgerEntry } from '../../src/publish/ledger.js'
import {
  htmlStub,
  isOurNginxFile,
  nginxFile,
  redirectLimits,
  redirectRulesOf,
  redirectsFile,
  urlOf,
} from '../../src/publish/redirects.js'
import { writeRedirectFiles } from '../../src/publish/redirect-files.js'
import { OUTPUT } from '../../src/base/target-address.js'
import { MemoryTarget } from './memory-target.js'
import { URLS } from './world.js'
import { temporaryFolders } from './temporary-folder.js'

const fresh = temporaryFolders()
const ODD = [
  'old name.jpg',
  'q"u\'o.jpg',
  'semi;{colon}.jpg',
  '$uri $1.jpg',
  'ünï 日本.jpg',
  '100%25.jpg',
  'a*b:c?d#e.jpg',
  '<b>&.jpg',
  'Case.jpg',
  'case.jpg',
  `${'long-'.repeat(40)}.jpg`,
]

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

/** Every odd address moved to another odd one, and a gone one beside it. */
function oddLedger(): Ledger {
  const former = Object.fromEntries(ODD.map((name) => [`media/was/${name}`, 'thumb']))
  const gone = Object.fromEntries(ODD.map((name) => [`media/gone/${name}`, 'thumb']))
  return ledgerWith({ stable: { 'media/new $1;"x" ü.jpg': 'thumb' }, former }, { state: 'deleted', stable: gone })
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
    const text = redirectsFile(redirectRulesOf(oddLedger(), OUTPUT, URLS), '', '/a base/')
    const rules = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(rules).toHaveLength(ODD.length)
    for (const rule of rules) {
      const [from, to, status, ...rest] = rule.split(' ')
      expect([status, rest]).toEqual(['301', []])
      expect(decodeURIComponent(to ?? '')).toBe('/a base/media/new $1;"x" ü.jpg')
      expect(ODD.map((name) => `/a base/media/was/${name}`)).toContain(decodeURIComponent(from ?? ''))
      expect(from).not.toMatch(/[*:]/)
    }
    expect(text.match(/^# gone: /gm)).toHaveLength(ODD.length)
  })

  test('over the limits of a host is told', () => {
    const moved = Array.from({ length: 2001 }, (_, index) => ({ from: `media/${index}.jpg`, to: 'media/x.jpg' }))
    expect(redirectLimits(redirectsFile({ moved, gone: [] }, '', '/')).map((problem) => problem.code)).toEqual([
      'redirects-limit',
    ])
    expect(redirectLimits(redirectsFile({ moved: moved.slice(1), gone: [] }, '', '/'))).toEqual([])
    const long = [{ from: `media/${'x'.repeat(1000)}.jpg`, to: 'media/x.jpg' }]
    expect(redirectLimits(redirectsFile({ moved: long, gone: [] }, '', '/'))).toHaveLength(1)
  })

  test('is written, left alone and taken back in step with the rules', async () => {
    const target = new MemoryTarget((file) => file)
    target.files.set('_redirects', '/mine / 302\n')
    const rules = redirectRulesOf(oddLedger(), OUTPUT, URLS)
    const forms = { redirects: ['_redirects', 'nginx'] as const, base: '/' }
    expect((await writeRedirectFiles(target, rules, forms)).files.map((file) => file.path)).toEqual([
      '_redirects',
      '.vite/renditions.nginx.conf',
    ])
    const written = new Map(target.files)
    target.write = () => Promise.reject(new Error('nothing changed'))
    await writeRedirectFiles(target, rules, forms)
    Reflect.deleteProperty(target, 'write')
    expect(target.files).toEqual(written)
    expect((await writeRedirectFiles(target, rules, { redirects: [], base: '/' })).files).toEqual([])
    expect(Object.fromEntries(target.files)).toEqual({ _redirects: '/mine / 302\n' })
  })

  test("never touches an nginx file of somebody else's", async () => {
    const target = new MemoryTarget((file) => file)
    target.files.set('.vite/renditions.nginx.conf', 'theirs')
    const { problems } = await writeRedirectFiles(target, redirectRulesOf(oddLedger(), OUTPUT, URLS), {
      redirects: ['nginx'],
      base: '/',
    })
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

function hasNginx(): boolean {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.skipIf(!hasNginx())('nginx answers 301 and 410 for every odd name', async () => {
  const folder = await fresh()
  await mkdir(join(folder, 'html'))
  const conf = nginxFile(redirectRulesOf(oddLedger(), OUTPUT, URLS), '/')
  expect(isOurNginxFile(conf)).toBe(true)
  await writeFile(join(folder, 'renditions.conf'), conf)
  const port = await freePort()
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
http { access_log off; client_body_temp_path ${folder}/1; proxy_temp_path ${folder}/2; fastcgi_temp_path ${folder}/3; uwsgi_temp_path ${folder}/4; scgi_temp_path ${folder}/5;
server { listen 127.0.0.1:${port}; root ${folder}/html; include ${folder}/renditions.conf; } }`,
  )
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' })
  try {
    const origin = `http://127.0.0.1:${port}`
    const ask = async (address: string): Promise<[number, string | null]> => {
      const response = await fetch(`${origin}/${encodeAddress(address)}`, { redirect: 'manual' })
      return [response.status, response.headers.get('location')]
    }
    for (let tries = 0; tries < 100; tries++) {
      if (
        await ask('up').then(
          () => true,
          () => false,
        )
      )
        break
      await sleep(20)
    }
    for (const name of ODD) {
      const [status, location] = await ask(`media/was/${name}`)
      expect([name, status, decodeURIComponent(new URL(location ?? '', origin).pathname)]).toEqual([
        name,
        301,
        '/media/new $1;"x" ü.jpg',
      ])
      expect(await ask(`media/gone/${name}`)).toEqual([410, null])
    }
    expect((await ask('media/was/CASE.jpg'))[0]).toBe(404)
  } finally {
    const ended = new Promise((resolve) => nginx.once('exit', resolve))
    nginx.kill('SIGTERM')
    await ended
  }
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
