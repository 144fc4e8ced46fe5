import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CheckReport, PlanReport, StatusReport, SweepReport } from '../../src/cli/reports.js'
import type { WantedAsset } from '../../src/publish/decision.js'
import { publishFiles } from '../../src/publish/edge/publish-files.js'
import { emptyLedger } from '../../src/publish/ledger.js'
import { formatStage } from '../../src/publish/stage.js'
import { viewOthers, viewStaged } from '../../src/wiring.js'
import { configOf } from '../config/configs.js'
import { page, photo } from '../site/temp-site.js'
import { cliSite, type CliSite } from './cli-site.js'

let site: CliSite
afterEach(() => site.dispose())

const PRESETS = `presets: { small: { widths: [200, 300], formats: ['webp', 'fallback'] } }, defaultPreset: 'small', grace: 0`

describe('a site from its first build on', () => {
  beforeEach(async () => {
    site = await cliSite(
      {
        'index.html': page('<img src="/media/lake.jpg" alt="Lake">', '<meta property="og:image" content="/media/lake.jpg">'),
        'content/other.html': page('<img src="../media/lake.jpg" alt="Lake">'),
        'media/lake.jpg': await photo(400, 300),
        'media/unused.jpg': await photo(40, 30, 2),
      },
      `${PRESETS}, assets: 'media', stable: false, site: 'https://example.org'`,
    )
  })

  test('plan tells what comes, status and url what is there, mv keeps the address', async () => {
    const before = await site.snapshot()
    expect((await site.run('status')).out).toMatch(/Nothing was published yet/)
    expect(await site.run('url', 'media/lake.jpg')).toMatchObject({ exit: 1, errors: expect.stringMatching(/not published yet/) })
    const first = await site.json<PlanReport>('plan', '--check')
    expect(first.exit).toBe(1)
    expect(first.actions.filter((action) => action.kind === 'put').length).toBeGreaterThan(3)
    expect(await site.snapshot()).toEqual(before)

    await site.build()
    const status = await site.json<StatusReport>('status')
    expect(status.assets).toMatchObject([
      {
        asset: 'media/lake.jpg',
        state: 'published',
        addresses: ['media/lake.social.jpg'],
        usedBy: [{ file: 'content/other.html' }, { file: 'index.html' }, { file: 'index.html' }],
      },
    ])
    expect((await site.run('status')).out).toMatch(
      /media\/lake\.jpg +published .*\/media\/lake\.social\.jpg +content\/other\.html and 1 more/,
    )
    expect(await site.run('url', 'media/lake.jpg')).toEqual({
      exit: 0,
      out: expect.stringMatching(/\nhttps:\/\/example\.org\/media\/lake\.social\.jpg +picture, preset social\n$/),
      errors: '',
    })
    expect(await site.run('url', 'media/lak.jpg')).toMatchObject({
      exit: 2,
      errors: expect.stringMatching(/Did you mean "media\/lake\.jpg"/),
    })
    expect(await site.run('url', 'media/unused.jpg')).toMatchObject({
      exit: 1,
      errors: expect.stringMatching(/not published yet/),
    })
    const settled = await site.run('plan', '--check')
    expect(settled).toMatchObject({ exit: 0, out: expect.stringMatching(/keep +\d+ files as they are\nNothing to do\./) })

    expect((await site.run('mv', 'media/lake.jpg', 'media/sea.jpg')).exit).toBe(0)
    const planned = await site.json<PlanReport>('plan')
    expect(planned.exit).toBe(0)
    expect(planned.actions).toContainEqual(
      expect.objectContaining({ kind: 'redirect', address: 'media/lake.social.jpg', to: 'media/sea.social.jpg' }),
    )
    await site.build()
    expect(await site.read('dist/_redirects')).toContain('/media/lake.social.jpg /media/sea.social.jpg 301')
    expect((await site.json<StatusReport>('status')).assets).toMatchObject([
      {
        asset: 'media/sea.jpg',
        addresses: ['media/sea.social.jpg'],
        former: [{ address: 'media/lake.social.jpg', to: 'media/sea.social.jpg' }],
      },
    ])
    expect((await site.run('check')).out).toMatch(/"media\/unused\.jpg"[^]*0 errors, 1 warning\./)
  })

  test('a plan shows what a build would fail on', async () => {
    await site.write({ 'index.html': page('<img src="/media/lake.jpg?preset=smal" alt="Lake">') })
    expect(await site.run('plan')).toMatchObject({
      exit: 1,
      errors: expect.stringMatching(/index\.html:9:\d+.*Did you mean "small"/),
    })
  })

  test('a plan under a frozen ledger tells what would change, and fails', async () => {
    await site.configure(`${PRESETS}, assets: 'media', stable: false, frozen: true`)
    const { exit, actions, problems } = await site.json<PlanReport>('plan')
    expect(exit).toBe(1)
    expect(problems.map((problem) => problem.code)).toContain('ledger-frozen')
    expect(actions.some((action) => action.kind === 'put' && action.asset === 'media/lake.jpg')).toBe(true)
  })

  test('gc keeps what is published and what was used lately', async () => {
    await site.build()
    const dist = await site.snapshot()
    expect((await site.run('gc')).out).toBe('Nothing to tidy.\n')
    const later = Math.floor(Date.now() / 1000) + 400 * 86_400
    process.env['SOURCE_DATE_EPOCH'] = String(later)
    try {
      await site.write({ 'index.html': page('<img src="/media/unused.jpg" alt="Lake">'), 'content/other.html': page('') })
      await site.build()
      const dry = await site.json<SweepReport>('gc', '--dry-run')
      expect(dry.bytes).toBeGreaterThan(0)
      const real = await site.json<SweepReport>('gc')
      expect(real.steps).toEqual(dry.steps)
      expect((await site.run('gc')).out).toBe('Nothing to tidy.\n')
    } finally {
      delete process.env['SOURCE_DATE_EPOCH']
    }
    expect((await site.json<PlanReport>('plan')).actions.every((action) => action.kind === 'keep')).toBe(true)
    expect(dist.size).toBeGreaterThan(5)
  })

  test('what a build made for a target waits for it, and for nobody once the target has left the config', async () => {
    const { root } = site
    const outDir = join(root, 'elsewhere')
    const wanted = ['cdn', 'disk'].map((target): WantedAsset => ({ path: `media/${target}.jpg`, target, files: [] }))
    const stage = { preview: false, time: 0, ledger: emptyLedger, wanted, unknown: [], complete: true }
    const files = publishFiles(root, 'renditions.lock', join(root, '.renditions'), outDir)
    await files.stage.write(formatStage(stage))
    const waiting = async (...names: string[]): Promise<unknown> => {
      const targets = Object.fromEntries(names.map((name) => [name, { folder: name, url: `https://${name}.example.org/` }]))
      const setting = { config: configOf({ targets }), root, outDir }
      const staged = await viewStaged(setting)
      expect((await viewOthers(setting)).staged).toEqual(staged)
      return staged.map(({ target }) => target)
    }
    expect(await waiting('cdn', 'disk')).toEqual(['cdn', 'disk'])
    expect(await waiting('disk')).toEqual(['disk'])
    expect(await waiting()).toEqual([])
  })
})

test('check finds each kind of trouble, with its place', async () => {
  const gps = await sharp(await photo(60, 40))
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .jpeg()
    .toBuffer()
  site = await cliSite(
    {
      'index.html': page(
        [
          '<img src="/media/lak.jpg" alt="a">',
          '<img src="/media/Lake.jpg" alt="b">',
          '<img src="/media/lake.jpg">',
          '<img src="/media/lake.jpg" alt="fine">',
          '<img src="/media/secret.jpg" alt="c">',
        ].join('\n'),
      ),
      'main.js': `export const example = './media/no.jpg'\n`,
      'media/lake.jpg': await photo(60, 40),
      'media/secret.jpg': await photo(60, 40, 2),
      'media/secret.jpg.media.yaml': 'publish: draft\n',
      'media/bad.jpg': await photo(60, 40, 3),
      'media/bad.jpg.media.yaml': 'focal: [\n',
      'media/Twin.jpg': await photo(60, 40, 4),
      'media/twin.jpg': await photo(60, 40, 5),
      'public/gps.jpg': gps,
    },
    `${PRESETS}, assets: 'media'`,
  )
  const { exit, findings, errors } = await site.json<CheckReport>('check')
  expect(exit).toBe(1)
  const told = findings.map(({ code, severity, place }) => `${severity} ${code}${place ? ` ${place.file}:${place.line}` : ''}`)
  expect(told).toEqual(
    expect.arrayContaining([
      'error asset-not-found index.html:9',
      'warning asset-case index.html:10',
      'warning alt-missing index.html:11',
      'error asset-unpublished index.html:13',
      'warning asset-not-found main.js:1',
      'error asset-collision',
      'error private-location',
    ]),
  )
  expect(told.filter((line) => line.includes('sidecar-malformed media/bad.jpg.media.yaml'))).toHaveLength(1)
  expect(told.filter((line) => line.includes('index.html:12'))).toEqual([])
  expect(told.filter((line) => line === 'warning asset-unused')).toHaveLength(3)
  expect(errors).toBe(findings.filter(({ severity }) => severity === 'error').length)
  expect((await site.run('check')).out).toMatch(
    /index\.html:9:11 error No file for "\/media\/lak\.jpg".*Did you mean "media\/lake\.jpg"/,
  )
})

test('check compares the output with its record', async () => {
  site = await cliSite(
    { 'index.html': page('<img src="/media/lake.jpg" alt="Lake">'), 'media/lake.jpg': await photo(400, 300) },
    `${PRESETS}, assets: 'media'`,
  )
  await site.build()
  expect(await site.json<CheckReport>('check')).toMatchObject({ exit: 0, findings: [] })
  const files = [...(await site.snapshot()).keys()].filter((path) => path.startsWith('dist/assets/media/'))
  const [first = ''] = files
  await site.write({ [first]: 'edited', 'dist/assets/media/stranger.jpg': 'not ours' })
  const { exit, findings } = await site.json<CheckReport>('check')
  expect(exit).toBe(1)
  expect(findings.map(({ code, message }) => [code, message.includes(first.slice(5)) || message.includes('stranger')])).toEqual([
    ['published-missing', true],
    ['target-orphan', true],
  ])
})

test('the built program runs by itself', async () => {
  site = await cliSite({ 'index.html': page(''), 'media/a.jpg': await photo(40, 30) })
  const program = join(import.meta.dirname, '../../dist/cli.js')
  const inSite = { cwd: site.root, encoding: 'utf8' } as const
  expect(spawnSync(program, ['mv', 'media/a.jpg', 'media/b.jpg'], inSite)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/media\/a\.jpg → media\/b\.jpg/),
  })
  expect(spawnSync(program, ['sttus'], inSite)).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/Did you mean "status"/),
  })
})
