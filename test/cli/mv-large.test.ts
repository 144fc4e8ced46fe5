import { afterEach, expect, test } from 'vitest'
import type { MoveReport } from '../../src/cli/reports.js'
import { cliSite, type CliSite } from './cli-site.js'
import { ALIAS_CONFIG, assetNames, largeDocuments, readBack, textOf } from './large-site.js'

let site: CliSite
afterEach(() => site.dispose())

const FROM = 'media/old'
const TO = 'media/new home/été & more'

test('moving 300 assets keeps 2,000 references in every syntax right, and git shows nothing else', async () => {
  const assets = assetNames(300).map((name) => `${FROM}/${name}`)
  const documents = largeDocuments(assets, 2000)
  site = await cliSite(
    {
      ...Object.fromEntries(assets.map((path) => [path, `bytes of ${path}`])),
      ...Object.fromEntries(documents.map((document) => [document.path, textOf(document)])),
      [`${FROM}/own.set.yaml`]: 'files: [deep/*.jpg]\n',
      'sets/globs.set.yaml': 'files:\n  - "../media/old/**/photo-*.jpg" # all\n  - media/old/deep/*.png\n',
    },
    '',
    ALIAS_CONFIG,
  )
  site.git('init', '-q')
  site.git('add', '.')
  site.git('-c', 'core.autocrlf=false', 'commit', '-qm', 'All')

  const before = process.cpuUsage()
  const { exit, moved, left, rewritten } = await site.json<MoveReport>('mv', FROM, TO)
  const { user, system } = process.cpuUsage(before)
  expect(exit).toBe(0)
  expect(moved).toHaveLength(301)
  expect((user + system) / 1e6, 'seconds of this process').toBeLessThan(6)

  const target = (path: string): string => path.replace(FROM, TO)
  let references = 0
  for (const document of documents) {
    for (const { reference, leadsTo, suffix } of readBack(document, await site.read(document.path), document.path)) {
      references++
      expect({ in: document.path, leadsTo, suffix }).toEqual({
        in: document.path,
        leadsTo: target(reference.asset),
        suffix: reference.suffix,
      })
    }
  }
  expect(references).toBeGreaterThanOrEqual(2000)
  expect(rewritten).toHaveLength(references + 2)
  expect(await site.read('sets/globs.set.yaml')).toBe(`files:\n  - "../${TO}/**/photo-*.jpg" # all\n  - ${TO}/deep/*.png\n`)
  expect(left.filter(({ reason }) => /pattern/.test(reason))).toEqual([])

  const status = site.git('status', '--porcelain=v1', '-z').split('\0').filter(Boolean)
  expect(status.filter((line) => line.startsWith('R  '))).toHaveLength(301)
  const changed = site.git('diff', '--name-only', '-z').split('\0').filter(Boolean)
  expect(changed.toSorted()).toEqual([...documents.map(({ path }) => path), 'sets/globs.set.yaml'].toSorted())
})
