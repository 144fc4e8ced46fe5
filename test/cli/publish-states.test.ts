import { afterEach, describe, expect, test } from 'vitest'
import type { StateReport, StatusReport } from '../../src/cli/reports.js'
import type { StateStep } from '../../src/cli/state/decide-state.js'
import { writeSidecars } from '../../src/cli/state/write-sidecars.js'
import { formatLedger, type LedgerEntry, type LedgerState } from '../../src/publish/ledger.js'
import { cliSite, type CliSite } from './cli-site.js'

/** `renditions publish GLOB` and `unpublish GLOB`: sidecars are written, and nothing happens in silence. */
const sites: CliSite[] = []
afterEach(async () => {
  for (const site of sites.splice(0)) await site.dispose()
})

/** Bytes do not matter to these commands. */
const picture = 'not looked at'

async function siteOf(files: Record<string, string>, options = ''): Promise<CliSite> {
  const site = await cliSite({ 'media/a.jpg': picture, 'media/b.jpg': picture, ...files }, options)
  sites.push(site)
  return site
}

const actions = ({ assets }: StateReport): string[] =>
  assets.map(({ asset, action, from, to }) => `${action} ${asset} ${from} ${to}`)

describe('publish', () => {
  test('writes the word into sidecars as they are, makes those that are missing, and says what and why', async () => {
    const site = await siteOf(
      {
        'media/a.jpg.media.yaml': '# Ours\npublish: draft # for now\nalt: A\n',
        'media/c.jpg': picture,
        'media/c.jpg.media.yaml': 'publish: published\n',
      },
      "publish: 'on-activation'",
    )
    const ran = await site.run('publish', 'media/*.jpg')
    expect(ran.exit).toBe(0)
    expect(await site.read('media/a.jpg.media.yaml')).toBe('# Ours\npublish: published # for now\nalt: A\n')
    expect(await site.read('media/b.jpg.media.yaml')).toBe('publish: published\n')
    expect(ran.out).toMatch(/publish +media\/a\.jpg {2}draft → published {2}"publish: published" in media\/a\.jpg\.media\.yaml/)
    expect(ran.out).toMatch(
      /publish +media\/b\.jpg {2}draft → published {2}"publish: published" in a new media\/b\.jpg\.media\.yaml/,
    )
    expect(ran.out).toMatch(/already +media\/c\.jpg {2}published {2}it is published/)
    expect(ran.out).toMatch(/2 assets published, 1 already\. Run "vite build"/)
    const again = await site.snapshot()
    expect((await site.run('publish', 'media')).out).toMatch(/0 assets published, 3 already\./)
    expect(await site.snapshot()).toEqual(again)
  })

  test('takes the asset’s own word out where what is above it publishes', async () => {
    const site = await siteOf({
      'media/a.jpg.media.yaml': 'alt: A\npublish: unpublished\n',
      'media/b.jpg.media.yaml': 'publish: draft\n',
    })
    const report = await site.json<StateReport>('publish', 'media')
    expect(report.exit).toBe(0)
    expect(await site.read('media/a.jpg.media.yaml')).toBe('alt: A\n')
    expect([...(await site.snapshot()).keys()]).not.toContain('media/b.jpg.media.yaml')
    expect(report.written).toEqual(['media/a.jpg.media.yaml', 'media/b.jpg.media.yaml'])
  })

  test('says what cannot be published and why, and publishes the rest', async () => {
    const site = await siteOf(
      {
        'media/_media.yaml': 'publish: draft\ncredit: Ada\n',
        'media/gone/old.jpg': picture,
        'media/gone/old.jpg.media.yaml': 'expires: 2001-01-01\n',
        'media/gone/off.jpg': picture,
        'media/gone/off.jpg.media.yaml': 'off: 2001-01-01\n',
        'media/gone/mine.jpg': picture,
        'media/gone/mine.jpg.media.yaml': 'credit: ""\n',
        'media/gone/later.jpg': picture,
        'media/gone/later.jpg.media.yaml': 'on: 2999-01-01\n',
        'media/gone/broken.jpg': picture,
        'media/gone/broken.jpg.media.yaml': 'publish: [\n',
      },
      "require: ['credit']",
    )
    const report = await site.json<StateReport>('publish', 'media')
    expect(report.exit).toBe(1)
    expect(actions(report)).toEqual([
      'change media/a.jpg draft published',
      'change media/b.jpg draft published',
      'cannot media/gone/broken.jpg unknown unknown',
      'change media/gone/later.jpg draft scheduled',
      'cannot media/gone/mine.jpg draft draft',
      'cannot media/gone/off.jpg draft unpublished',
      'cannot media/gone/old.jpg draft expired',
    ])
    const reasons = Object.fromEntries(report.assets.map(({ asset, reason }) => [asset, reason]))
    expect(reasons['media/gone/old.jpg']).toMatch(/it expired on 2001-01-01/)
    expect(reasons['media/gone/off.jpg']).toMatch(/it went off on 2001-01-01/)
    expect(reasons['media/gone/mine.jpg']).toMatch(/it lacks "credit"/)
    expect(reasons['media/gone/later.jpg']).toMatch(/it goes on on 2999-01-01/)
    expect(reasons['media/gone/broken.jpg']).toMatch(/broken\.jpg\.media\.yaml:\d+:\d+ The sidecar cannot be read/)
    expect(await site.read('media/gone/old.jpg.media.yaml')).toBe('expires: 2001-01-01\n')
    expect((await site.run('publish', 'media/gone/old.jpg')).out).toMatch(/to be changed in media\/gone\/old\.jpg\.media\.yaml/)
  })

  test('takes along what belongs to the asset, and says by which page', async () => {
    const files = {
      'media/_media.yaml': 'publish: draft\n',
      'media/film.mp4': picture,
      'media/film.mp4.media.yaml': 'fallback: media/b.jpg\n',
      'media/film.en.vtt': 'WEBVTT\n',
      'index.html': '<video src="/media/film.mp4" poster="/media/a.jpg">\n<track src="/media/film.en.vtt"></video>',
    }
    const site = await siteOf(files)
    const before = await site.snapshot()
    const dry = await site.run('publish', 'media/film.mp4', '--dry-run')
    expect(dry.out).toMatch(/media\/film\.mp4 .*\n +used by index\.html:1:13/)
    expect(dry.out).toMatch(/media\/a\.jpg .*\n +poster of media\/film\.mp4, by index\.html:1:38/)
    expect(dry.out).toMatch(/media\/film\.en\.vtt .*\n +captions of media\/film\.mp4, by index\.html:2:13/)
    expect(dry.out).toMatch(/media\/b\.jpg .*\n +fallback of media\/film\.mp4/)
    expect(dry.out).toMatch(/4 assets to publish/)
    expect(await site.snapshot()).toEqual(before)

    const alone = await site.json<StateReport>('publish', 'media/film.mp4', '--only')
    expect(actions(alone)).toEqual(['change media/film.mp4 draft published'])
    expect(alone.companions.map(({ asset, as }) => `${asset} ${as}`)).toEqual([
      'media/a.jpg poster',
      'media/film.en.vtt captions',
      'media/b.jpg fallback',
    ])
  })

  test('publishes the members of a set that is named', async () => {
    const site = await siteOf({ 'media/_media.yaml': 'publish: draft\n', 'media/boots.set.yaml': 'items:\n  - b.jpg\n' })
    expect(actions(await site.json<StateReport>('publish', 'media/boots.set.yaml'))).toEqual([
      'change media/b.jpg draft published',
    ])
  })

  test('keeps an asset with a target of its own at that target', async () => {
    const site = await siteOf(
      { 'media/a.jpg.media.yaml': 'publish: unpublished\ntarget: cdn\n' },
      "targets: { cdn: { folder: 'cdn', url: 'https://cdn.example/' } }",
    )
    expect((await site.run('publish', 'media/a.jpg')).exit).toBe(0)
    expect(await site.read('media/a.jpg.media.yaml')).toBe('publish: selective\ntarget: cdn\n')
  })

  test('changes nothing at all when one sidecar cannot be written', async () => {
    const site = await siteOf({ 'media/a.jpg.media.yaml': 'publish: draft\n', 'media/b.jpg.media.yaml': 'alt: B\n' })
    const before = await site.snapshot()
    const step = (name: string, was: string | undefined, after: string | undefined): StateStep => {
      const asset = `media/${name}.jpg`
      return {
        asset,
        action: 'change',
        from: 'draft',
        to: 'published',
        reason: '',
        file: `${asset}.media.yaml`,
        before: was,
        after,
      }
    }
    const steps = [
      step('a', 'publish: draft\n', undefined),
      step('c', undefined, 'publish: published\n'),
      step('b', 'alt: B\n', 'alt: B\npublish: published\n'),
      step('d', 'what somebody else removed meanwhile', 'publish: published\n'),
    ]
    await expect(writeSidecars(site.root, steps)).rejects.toThrow(
      /could not be written and are as they were: .*d\.jpg\.media\.yaml/,
    )
    expect(await site.snapshot()).toEqual(before)
    await writeSidecars(site.root, steps.slice(0, 3))
    expect([...(await site.snapshot()).keys()].filter((path) => path.endsWith('.yaml'))).toEqual([
      'media/b.jpg.media.yaml',
      'media/c.jpg.media.yaml',
    ])
  })
})

describe('unpublish', () => {
  const used = { 'index.html': '<p>\n<img src="/media/a.jpg" alt="A">\n</p>' }

  test('refuses while a page needs it, with file, line and column', async () => {
    const site = await siteOf(used)
    const before = await site.snapshot()
    const ran = await site.run('unpublish', 'media/*.jpg')
    expect(ran.exit).toBe(1)
    expect(ran.out).toMatch(/index\.html:2:11 error "media\/a\.jpg" is needed here, and would be published no more/)
    expect(ran.out).toMatch(/Nothing was changed: 1 place would break/)
    expect(await site.snapshot()).toEqual(before)

    const forced = await site.json<StateReport>('unpublish', 'media/*.jpg', '--force')
    expect(forced.exit).toBe(0)
    expect(actions(forced)).toEqual(['change media/a.jpg published unpublished', 'change media/b.jpg published unpublished'])
    expect(await site.read('media/a.jpg.media.yaml')).toBe('publish: unpublished\n')
    expect((await site.run('unpublish', 'media/a.jpg')).out).toMatch(/already +media\/a\.jpg {2}unpublished/)
  })

  test('goes on where a fallback stands in, and not where that goes, too', async () => {
    const site = await siteOf(used, "fallback: 'media/b.jpg'")
    expect((await site.run('unpublish', 'media/*.jpg')).exit).toBe(1)
    const ran = await site.run('unpublish', 'media/a.jpg')
    expect(ran.exit).toBe(0)
    expect(ran.out).toMatch(/index\.html:2:11 warning "media\/a\.jpg" is needed here; "media\/b\.jpg" would be shown instead/)
  })

  test('refuses where Vite would need the file itself, fallback or not', async () => {
    const site = await siteOf(
      { 'media/film.mp4': picture, 'index.html': '<video src="/media/film.mp4"></video>' },
      "fallback: 'media/b.jpg'",
    )
    expect((await site.run('unpublish', 'media/film.mp4')).exit).toBe(1)
  })

  test('takes the own word out where the folder says it already, and leaves alone what is off for good', async () => {
    const site = await siteOf({
      'media/_media.yaml': 'publish: unpublished\n',
      'media/a.jpg.media.yaml': 'publish: published # once\nalt: A\n',
      'media/b.jpg.media.yaml': 'publish: published\nexpires: 2001-01-01\n',
    })
    const report = await site.json<StateReport>('unpublish', 'media')
    expect(actions(report)).toEqual(['change media/a.jpg published unpublished', 'already media/b.jpg expired expired'])
    expect(await site.read('media/a.jpg.media.yaml')).toBe('alt: A\n')
  })
})

test('status says what today’s rules make of what the ledger has, and why', async () => {
  const entry = (name: string, state: LedgerState = 'published'): LedgerEntry => ({
    path: `media/${name}.jpg`,
    id: `aaaaaaa${name.padEnd(5, 'a')}`,
    digest: '0'.repeat(64),
    state,
    since: '2026-01-01',
    stable: {},
    former: {},
    was: [],
  })
  const site = await siteOf(
    {
      'renditions.lock': formatLedger({ entries: ['a', 'b', 'c', 'press', 'x'].map((name) => entry(name)) }),
      'media/a.jpg.media.yaml': 'expires: 2026-02-03\n',
      'media/c.jpg': picture,
      'media/c.jpg.media.yaml': 'publish: on-activation\n',
      'media/press.jpg': picture,
    },
    "targets: { cdn: { folder: 'cdn', url: 'https://cdn.example/' } }, profiles: { 'media/press.jpg': { publish: 'selective', target: 'cdn' } }",
  )
  const { assets } = await site.json<StatusReport>('status')
  expect(assets.map(({ asset, state, rule }) => [asset, state, rule])).toEqual([
    ['media/a.jpg', 'published', { state: 'expired', reason: 'it expired on 2026-02-03', mode: 'immediate', target: 'output' }],
    ['media/b.jpg', 'published', undefined],
    [
      'media/c.jpg',
      'published',
      { state: 'draft', reason: expect.stringContaining('awaits activation') as string, mode: 'on-activation', target: 'output' },
    ],
    ['media/press.jpg', 'published', { state: 'published', reason: 'nothing keeps it off', mode: 'selective', target: 'cdn' }],
    ['media/x.jpg', 'published', { state: 'deleted', reason: 'its file is not there' }],
  ])
  const { out } = await site.run('status')
  expect(out).toContain('media/a.jpg: published → expired at the next build, it expired on 2026-02-03')
  expect(out).toMatch(/^media\/press\.jpg +published \(selective: cdn\)/m)
  expect(out).toMatch(/^media\/c\.jpg +published → draft \(on-activation\)/m)
})

describe('a call that means nothing', () => {
  test.each([
    [['unpublish'], /it needs GLOB/],
    [['publish', 'media/nothing.jpg'], /there is no such file or folder/],
    [['publish', 'media/a.jpg', '--verify'], /--verify is for sending to targets, without GLOB/],
    [['publish', '--only'], /--only needs a GLOB/],
  ])('%j ends with 2 and says why', async (words, message) => {
    const site = await siteOf({})
    const ran = await site.run(...words)
    expect(ran.exit).toBe(2)
    expect(ran.errors).toMatch(message)
  })
})
