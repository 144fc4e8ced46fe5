import { afterEach, expect, test } from 'vitest'
import { MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import type { SendReport } from '../../src/cli/reports.js'
import { cliSite, type CliSite } from '../cli/cli-site.js'
import { plainPhoto } from '../site/photo-site.js'
import { page } from '../site/temp-site.js'

let site: CliSite
afterEach(() => site.dispose())

const OPTIONS = `assets: 'media', presets: { tiny: { widths: [40], formats: ['webp', 'fallback'] } }, hosts: [], grace: 0,
  targets: { cdn: { folder: 'cdn', url: 'https://cdn.example.org/' } }`

function pageOf(names: readonly string[]): string {
  const body = names.map(
    (name) => `<img src="/media/${name}.jpg?preset=tiny" alt=""><a href="/media/${name}.jpg?preset=tiny">${name}</a>`,
  )
  return page(body.join('\n'))
}

/** Everything that is live: output, target, without what counts builds. */
async function live(): Promise<Map<string, string>> {
  const all = [...(await site.snapshot())].filter(([path]) => /^(?:dist|cdn)\//.test(path) && !path.endsWith(MANIFEST_PATH))
  return new Map(all)
}

/** Both places hold exactly what their manifests say, and pages name nothing that is not there. */
async function check(): Promise<void> {
  const files = await site.snapshot()
  for (const place of ['dist', 'cdn']) {
    const parsed = parseManifest(Buffer.from(files.get(`${place}/${MANIFEST_PATH}`) ?? '', 'latin1').toString())
    const recorded = parsed.status === 'ok' ? [...parsed.manifest.files.keys()] : [parsed.status]
    const held = [...files.keys()].filter((path) => new RegExp(`^${place}/(?:assets/)?media/`).test(path))
    expect(held).toEqual(
      recorded
        .filter((path) => /^(?:assets\/)?media\//.test(path))
        .map((path) => `${place}/${path}`)
        .sort(),
    )
  }
  const html = files.get('dist/index.html') ?? ''
  const urls = [...html.matchAll(/(https:\/\/cdn\.example\.org)?(\/(?:assets\/)?media\/[\w./-]+)/g)]
  expect(urls.length).toBeGreaterThan(4)
  for (const [, cdn, path] of urls) expect(files.has(`${cdn === undefined ? 'dist' : 'cdn'}${path}`), path).toBe(true)
}

async function publish(): Promise<void> {
  await site.build()
  const report = await site.json<SendReport>('publish', '--confirm')
  expect(report.exit, JSON.stringify(report)).toBe(0)
  await check()
}

test.each(['keeps', 'takes back, too,'])(
  'a site that is rolled back and %s its ledger is whole again, from what was rendered before',
  async (ledger) => {
    site = await cliSite(
      {
        'index.html': pageOf(['cdn/a', 'cdn/b', 'c', 'd']),
        'media/cdn/_media.yaml': 'publish: selective\ntarget: cdn\n',
        'media/cdn/a.jpg': await plainPhoto(1),
        'media/cdn/b.jpg': await plainPhoto(3),
        'media/c.jpg': await plainPhoto(5),
        'media/d.jpg': await plainPhoto(7),
        '.gitignore': '.renditions\ndist\ncdn\n!media/cdn\n',
      },
      OPTIONS,
    )
    site.git('init', '-q')
    await publish()
    site.git('add', '-A')
    site.git('commit', '-qm', 'A')
    const before = await live()
    // B: edited, deleted, added, at both places.
    await site.write({
      'index.html': pageOf(['cdn/a', 'cdn/e', 'c', 'f']),
      'media/cdn/a.jpg': await plainPhoto(9),
      'media/c.jpg': await plainPhoto(11),
      'media/cdn/e.jpg': await plainPhoto(13),
      'media/f.jpg': await plainPhoto(15),
    })
    site.git('rm', '-q', 'media/cdn/b.jpg', 'media/d.jpg')
    await publish()
    expect(await live()).not.toEqual(before)
    site.git('add', '-A')
    site.git('commit', '-qm', 'B')
    const made = cached(await site.read('.renditions/records-v1.log'))
    const paths = ['.', ...(ledger === 'keeps' ? [':!renditions.lock'] : [])]
    site.git('checkout', '-q', 'HEAD~1', '--', ...paths)
    site.git('rm', '-qf', '--ignore-unmatch', 'media/cdn/e.jpg', 'media/f.jpg')
    await publish()
    const after = await live()
    for (const [path, bytes] of before) expect(after.get(path), path).toBe(bytes)
    const more = [...after.keys()].filter((path) => !before.has(path))
    expect(more).toEqual([])
    expect(cached(await site.read('.renditions/records-v1.log'))).toEqual(made)
  },
)

/** Keys of all renditions that were ever made. */
function cached(log: string): string[] {
  return [...new Set(log.split('\n').flatMap((line) => line.split(' ')[0] || []))].sort()
}
