import { expect, test } from 'vitest'
import { digestOf } from '../../src/base/hash.js'
import { idOf, type LedgerEntry } from '../../src/publish/ledger.js'
import { manifestOutline } from '../../src/publish/manifest-outline.js'
import { formatManifest, parseManifest, type ManifestEntry } from '../../src/publish/manifest.js'
import { countFiles } from '../../src/publish/status.js'

const ids = ['a', 'b'].map((path) => idOf(path, digestOf(path), new Set()))

function fileOf(path: string, bytes: number, more: Partial<ManifestEntry> = {}): [string, ManifestEntry] {
  return [path, { path, bytes, digest: digestOf(path), key: 'k', kind: 'immutable', asset: ids[0] ?? '', ...more }]
}

const entry: LedgerEntry = {
  path: 'a',
  id: ids[0] ?? '',
  digest: digestOf('a'),
  state: 'published',
  since: '2026-01-01',
  stable: {},
  former: {},
  was: [],
}
const files = new Map([
  fileOf('assets/ünï ✓ "c" ",.jpg', 7),
  fileOf('assets/a.avif', 0),
  fileOf('assets/old.avif', 900, { retired: { build: 3, time: 1_700_000_000_000 } }),
  fileOf('media/b.jpg', 12, { kind: 'stable', asset: ids[1] ?? '', key: '' }),
  fileOf('assets/zoom.js', 70_000, { kind: 'viewer', asset: '', key: 'viewer:"zoom"' }),
])
const manifest = { generation: 12, files, ledger: [entry] }

test('the outline of a manifest counts the same files as the whole of it, however it is cut into lines', () => {
  for (const one of [manifest, { ...manifest, ledger: [] }, { ...manifest, files: new Map() }]) {
    const text = formatManifest(one)
    expect(manifestOutline([text])).toEqual(countFiles([one]))
    expect(manifestOutline(text.split(/(?<=\n)/))).toEqual(countFiles([one]))
  }
})

test('nothing is read beyond the files of a manifest', () => {
  function* parts(): Generator<string> {
    yield formatManifest(manifest)
    throw new Error('the ledger was read')
  }
  expect(manifestOutline(parts())).toEqual(countFiles([manifest]))
})

test('a manifest that is not as a publish writes it has no outline', () => {
  const text = formatManifest(manifest)
  const [row = ''] = /\["assets\/a.*\n/.exec(text) ?? []
  const odd = [
    '',
    text.slice(text.indexOf('\n') + 1),
    text.replace('{"renditions":1', '{"renditions":2'),
    text.replaceAll('\n', '\r\n'),
    text.replace(row, row + row),
    text.replace(row, row.slice(0, -1)),
    text.replace('"assets/a.avif"', '"../a.avif"'),
    text.replace('"assets/a.avif"', '"assets/\\x.avif"'),
    text.replace('"viewer"', '"secret"'),
    text.replace('assets/a.avif",0', 'assets/a.avif",-1'),
  ]
  for (const one of odd) expect(manifestOutline([one]), JSON.stringify(one.slice(0, 80))).toBeUndefined()
  expect(parseManifest(text).status).toBe('ok')
})
