import { describe, expect, test } from 'vitest'
import { encodeAddress } from '../../src/publish/answers.js'
import { netlifyRedirects } from '../../src/publish/hosts/netlify.js'
import { vercelRedirects } from '../../src/publish/hosts/vercel.js'
import type { RedirectRules } from '../../src/publish/redirects.js'
import { ODD, ODD_SUCCESSOR, oddRules } from '../publish/odd-names.js'
import { netlifyRedirectsOf, vercelAnswer } from './parsers.js'

const NONE: RedirectRules = { moved: [], gone: [] }
const far: RedirectRules = { moved: [{ from: 'media/far.jpg', to: 'https://cdn.example/a b.jpg' }], gone: [] }

describe('Netlify', () => {
  test('reads one redirect per moved address, whatever their names', async () => {
    const { text } = netlifyRedirects.compose(oddRules, '', '/a base/')
    expect(await netlifyRedirectsOf(text)).toEqual(
      ODD.map((name) => ({
        from: `/a%20base/media/was/${encodeAddress(name)}`,
        to: `/a%20base/${encodeAddress(ODD_SUCCESSOR)}`,
        status: 301,
      })),
    )
  })

  test('leads to the absolute URL of another target', async () => {
    const { text } = netlifyRedirects.compose(far, '', '/')
    expect(await netlifyRedirectsOf(text)).toEqual([{ from: '/media/far.jpg', to: 'https://cdn.example/a%20b.jpg', status: 301 }])
  })
})

describe('Vercel', () => {
  test('leads every moved address to its successor, and nothing else, whatever their names', () => {
    const { text } = vercelRedirects.compose(oddRules, '', '/a (base)*/')
    for (const name of ODD) {
      const path = `/a%20%28base%29%2A/media/was/${encodeAddress(name)}`
      const { status, location } = vercelAnswer(text, path)
      expect([name, status, location]).toEqual([name, 301, `/a%20%28base%29%2A/${encodeAddress(ODD_SUCCESSOR)}`])
    }
    for (const path of [
      '/media/was/case.jpg',
      '/a%20%28base%29%2A/media/was/cASE.jpg',
      '/a%20%28base%29%2A/media/was/case.jpg/x',
    ])
      expect(vercelAnswer(text, path).status).toBeUndefined()
    expect(vercelAnswer(vercelRedirects.compose(far, '', '/').text, '/media/far.jpg').location).toBe(
      'https://cdn.example/a%20b.jpg',
    )
  })

  test('keeps what the author says, in the order and with the indent it has', () => {
    const own = `{
    "$schema": "https://openapi.vercel.sh/vercel.json",
    "redirects": [{ "source": "/media/was/case.jpg", "destination": "/mine" }, { "source": "/(.*)", "destination": "/x", "has": [] }],
    "unknown": { "__proto__": 1, "deep": [null] },
    "cleanUrls": true
}
`
    const { text } = vercelRedirects.compose(oddRules, own, '/')
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['$schema', 'redirects', 'unknown', 'cleanUrls'])
    expect(text).toContain('\n    "redirects": [\n        {')
    expect((JSON.parse(text) as { redirects: object[] }).redirects.slice(-2)).toEqual(
      (JSON.parse(own) as { redirects: object[] }).redirects,
    )
    expect(text.split('media/was/case.jpg')).toHaveLength(2)
    expect(vercelRedirects.compose(oddRules, text, '/').text).toBe(text)
    expect(JSON.parse(vercelRedirects.compose(NONE, text, '/').text)).toEqual(JSON.parse(own))
    expect(vercelRedirects.compose(NONE, own, '/').text).toBe(own)
  })

  test('is written when nothing was there, and taken back whole', () => {
    const { text } = vercelRedirects.compose(far, '', '/')
    expect(vercelRedirects.compose(NONE, text, '/').text).toBe('')
  })

  test('never touches a file that cannot be read', () => {
    for (const own of ['{ "redirects": [', '[]', '"x"', '{ "redirects": {} }']) {
      expect(vercelRedirects.compose(far, own, '/')).toMatchObject({ text: own, problems: [{ code: 'host-file-unreadable' }] })
      expect(vercelRedirects.compose(NONE, own, '/').problems).toEqual([])
    }
  })

  test('keeps to the limits, because a file beyond them is refused whole', () => {
    const moved = Array.from({ length: 2050 }, (_, index) => ({ from: `media/${index}.jpg`, to: 'media/x.jpg' }))
    const long = { from: `media/${'x'.repeat(4096)}.jpg`, to: 'media/x.jpg' }
    const own = '{"redirects":[{"source":"/a","destination":"/b"}]}'
    const { text, problems } = vercelRedirects.compose({ moved: [long, ...moved], gone: [] }, own, '/')
    expect((JSON.parse(text) as { redirects: object[] }).redirects).toHaveLength(2048)
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/^Vercel .* 4 redirects of ours are left out/)])
    expect(vercelAnswer(text, '/media/0.jpg').status).toBe(301)
  })
})
