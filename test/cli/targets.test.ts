import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { SendReport, StatusReport, VerifyReport } from '../../src/cli/reports.js'
import { MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import { bucket, type Bucket } from '../s3/radosgw.js'
import { page, photo } from '../site/temp-site.js'
import { cliSite, type CliSite } from './cli-site.js'

const PRESETS = `presets: { small: { widths: [40, 80], formats: ['webp', 'jpeg'] } }, defaultPreset: 'small', grace: 0, hosts: []`
const CDN = 'https://cdn.example.org/'

let site: CliSite
let store: Bucket
beforeAll(async () => {
  store = await bucket()
  for (const [name, value] of Object.entries(store.env)) vi.stubEnv(name, value)
  const s3 = `{ bucket: '${store.bucket}', endpoint: '${store.endpoint}', region: 'us-east-1', prefix: 'site', url: '${CDN}', redirects: 'website' }`
  site = await cliSite(
    {
      'index.html': page(
        '<img src="/media/press/logo.jpg" alt="Logo"><img src="/media/lake.jpg" alt="Lake"><img src="/media/disk/hut.jpg" alt="Hut">',
        '<meta property="og:image" content="/media/press/logo.jpg?preset=small">',
      ),
      'media/lake.jpg': await photo(80, 60, 1),
      'media/press/logo.jpg': await photo(80, 60, 2),
      'media/disk/hut.jpg': await photo(80, 60, 3),
      'media/press/_media.yaml': 'publish: selective\ntarget: cdn\n',
      '.gitignore': '.renditions\ndist\n',
    },
    `${PRESETS}, assets: 'media', site: 'https://example.org',
     targets: { cdn: ${s3}, disk: { folder: 'disk-target', url: 'https://disk.example.org/m' } },
     profiles: { 'media/disk/**': { publish: 'selective', target: 'disk' } },
     onPublished: async (diff) => (await import('node:fs')).appendFileSync(new URL('told.jsonl', import.meta.url), JSON.stringify(diff) + '\\n')`,
  )
}, 90_000)

afterAll(async () => {
  vi.unstubAllEnvs()
  await site.dispose()
})

async function manifest(): Promise<string[]> {
  const text = (await store.get(`site/${MANIFEST_PATH}`))?.body.toString() ?? ''
  const parsed = parseManifest(text)
  return parsed.status === 'ok' ? [...parsed.manifest.files.keys()].map((path) => `site/${path}`) : []
}

/** The bucket holds exactly what its manifest says, and the manifest. */
async function checkBucket(): Promise<void> {
  expect(await store.keys()).toEqual([...(await manifest()), `site/${MANIFEST_PATH}`].sort())
}

test('a build sends nothing; publish puts each asset where it goes, and nowhere else; pages name it there', async () => {
  await site.build()
  expect(await store.keys()).toEqual([])
  const html = await site.read('dist/index.html')
  const addresses = [...html.matchAll(/(?:https:\/\/(?:cdn|disk)\.example\.org)?\/(?:m\/)?[\w/.-]+\.(?:webp|jpg)/g)].map(
    ([url]) => url,
  )
  expect(addresses.filter((url) => url.startsWith(CDN)).length).toBeGreaterThan(2)
  expect((await site.run('status')).out).toMatch(
    /media\/press\/logo\.jpg .* 0 .*https:\/\/cdn\.example\.org\/media\/press\/logo\.small\.jpg/,
  )
  expect((await site.run('status')).out).toMatch(/\d+ files wait for "renditions publish"/)
  const report = await site.json<SendReport>('publish')
  expect(report.exit).toBe(0)
  const status = await site.json<StatusReport>('status')
  expect(status.assets.map(({ waiting }) => waiting)).toEqual([0, 0, 0])
  expect(status.assets.every(({ files }) => files > 1)).toBe(true)
  expect(report.targets.map(({ target }) => target)).toEqual(['cdn', 'disk'])
  await checkBucket()
  for (const url of addresses) {
    if (url.startsWith(CDN)) {
      const stored = await store.get(`site/${url.slice(CDN.length)}`)
      expect((await sharp(stored?.body).metadata()).width, url).toBeLessThanOrEqual(80)
    } else if (url.startsWith('https://disk.')) {
      expect(
        (await sharp(await readFile(join(site.root, 'disk-target', url.slice('https://disk.example.org/m/'.length)))).metadata())
          .width,
      ).toBeGreaterThan(0)
    } else {
      expect((await sharp(await readFile(join(site.root, 'dist', url))).metadata()).width).toBeGreaterThan(0)
    }
  }
  const files = [...(await site.snapshot()).keys()]
  expect(files.filter((path) => path.startsWith('dist/') && /logo|hut/.test(path))).toEqual([])
  expect(files.filter((path) => path.startsWith('disk-target/') && /logo|lake/.test(path))).toEqual([])
  expect((await store.keys()).filter((key) => /lake|hut/.test(key))).toEqual([])
  const told = (await site.read('told.jsonl'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { target: string })
  expect(told.map(({ target }) => target).sort()).toEqual(['cdn', 'disk', 'output'])
})

test('again it changes nothing; the output says so', async () => {
  const before = await store.keys()
  const { out, exit } = await site.run('publish', '--verify')
  expect(exit).toBe(0)
  expect(out).toMatch(/cdn\n {2}nothing to do: all \d+ files are there/)
  expect(await store.keys()).toEqual(before)
})

test('a move within the target leaves an object that redirects; leaving the target leaves a redirect to the site', async () => {
  const { exit } = await site.run('mv', 'media/press/logo.jpg', 'media/press/mark.jpg')
  expect(exit).toBe(0)
  await site.build()
  const report = await site.json<SendReport>('publish', '--summary', 'summary.md')
  const old = await store.get('site/media/press/logo.small.jpg')
  expect(old?.headers.get('x-amz-website-redirect-location')).toBe(`${CDN}media/press/mark.small.jpg`)
  expect(report.targets[0]?.purge).toContain(`${CDN}media/press/logo.small.jpg`)
  expect(await site.read('summary.md')).toContain(`\`${CDN}media/press/logo.small.jpg\` → \`${CDN}media/press/mark.small.jpg\``)
  await checkBucket()

  await site.run('mv', 'media/press/mark.jpg', 'media/mark.jpg')
  await site.build()
  await site.run('publish')
  for (const name of ['logo', 'mark'])
    expect((await store.get(`site/media/press/${name}.small.jpg`))?.headers.get('x-amz-website-redirect-location')).toBe(
      'https://example.org/media/mark.small.jpg',
    )
  expect((await store.keys()).filter((key) => /\/(assets)\//.test(key))).toEqual([])
  await checkBucket()
})

test('pages are deployed between puts and removals; when that fails, nothing goes and the next run ends it', async () => {
  await site.write({ 'media/disk/hut.jpg': await photo(80, 60, 9) })
  const held = [...(await site.snapshot()).keys()].filter((path) => path.startsWith('disk-target/assets/'))
  await site.build()
  const failed = await site.run('publish', '--target', 'disk', '--', process.execPath, '-e', 'process.exit(3)')
  expect(failed).toMatchObject({ exit: 1, errors: expect.stringMatching(/exit code 3.*pages-failed/s) })
  const during = [...(await site.snapshot()).keys()].filter((path) => path.startsWith('disk-target/assets/'))
  expect(during).toEqual(expect.arrayContaining(held))
  expect(during.length).toBe(held.length * 2)
  const look = `process.exit(require('fs').readdirSync('disk-target/assets/media').length === ${held.length * 2} ? 0 : 4)`
  expect(await site.run('publish', '--target', 'disk', '--', process.execPath, '-e', look)).toMatchObject({ exit: 0 })
  const after = [...(await site.snapshot()).keys()].filter((path) => path.startsWith('disk-target/assets/'))
  expect(after.filter((path) => held.includes(path))).toEqual([])
  expect(after.length).toBe(held.length)
})

test('verify names what is missing, changed or nobody’s at a target; publish --verify puts back what is ours', async () => {
  await site.run('mv', 'media/mark.jpg', 'media/press/mark.jpg')
  await site.build()
  expect(await site.run('publish')).toMatchObject({ exit: 0, errors: '' })
  expect(await site.json<VerifyReport>('verify')).toMatchObject({
    exit: 0,
    targets: [
      { target: 'output', problems: [] },
      { target: 'cdn', problems: [] },
      { target: 'disk', problems: [] },
    ],
  })
  const [gone = '', changed = ''] = (await manifest()).filter((key) => key.includes('/assets/'))
  const bytes = await store.get(changed)
  await store.delete(gone)
  await store.put(changed, 'other')
  await store.put('site/strange.txt', 'whose?')
  const found = await site.json<VerifyReport>('verify', '--target', 'cdn')
  expect(found.exit).toBe(1)
  const told = found.targets[0]?.problems.map(({ code, message }) => `${code} ${/"([^"]+)"/.exec(message)?.[1]}`)
  expect(told?.sort()).toEqual(
    [
      `published-missing ${gone.slice('site/'.length)}`,
      `published-missing ${changed.slice('site/'.length)}`,
      'target-orphan strange.txt',
    ].sort(),
  )
  expect((await site.run('publish', '--verify')).exit).toBe(0)
  expect((await store.get(changed))?.body).toEqual(bytes?.body)
  expect(await store.get(gone)).toBeDefined()
  expect((await store.get('site/strange.txt'))?.body.toString()).toBe('whose?')
  await store.delete('site/strange.txt')
  await checkBucket()
})

test('a stage that does not belong to the ledger, an unknown target and a preview are refused', async () => {
  expect(await site.run('publish', '--target', 'cnd')).toMatchObject({ exit: 2, errors: expect.stringMatching(/perhaps "cdn"/) })
  await site.write({ 'renditions.lock': `${await site.read('renditions.lock')}\n` })
  expect(await site.run('publish')).toMatchObject({ exit: 1, errors: expect.stringMatching(/stage-outdated/) })
})
