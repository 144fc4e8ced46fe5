import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { formatLedger } from '../../src/publish/ledger.js'
import { formatManifest, MANIFEST_PATH, parseManifest } from '../../src/publish/manifest.js'
import { parseLedger } from '../../src/publish/parse-ledger.js'
import { plainPhoto, tiny, treeOf } from '../site/photo-site.js'
import { page, tempSite, type TempSite } from '../site/temp-site.js'

let site: TempSite | undefined
afterEach(() => site?.dispose())

/** A site as version 0.1.0 has published it: four photos, of which one was moved twice, one deleted, one hidden. Never changed. */
const kept = (name: string): string => readFileSync(join(import.meta.dirname, 'formats', name), 'utf8')

/** What the fixtures were written for, as it was before they were. */
async function siteOfFormat(ledger: string, manifest: string): Promise<TempSite> {
  const made = await tempSite({
    'index.html': page('<a href="/media/in/moved-again.jpg?preset=tiny">M</a><a href="/media/stays.jpg?preset=tiny">S</a>'),
    'media/stays.jpg': await plainPhoto(1),
    'media/in/moved-again.jpg': await plainPhoto(3),
    'media/hidden.jpg': await plainPhoto(7),
    'media/hidden.jpg.media.yaml': 'publish: unpublished\n',
    'renditions.lock': ledger,
    [`dist/${MANIFEST_PATH}`]: manifest,
  })
  site = made
  return made
}

describe('records of format 1', () => {
  test('are read and written as they are', () => {
    const [ledger, manifest] = [parseLedger(kept('ledger-1.lock')), parseManifest(kept('manifest-1.txt'))]
    expect(ledger.status === 'ok' && formatLedger(ledger.ledger)).toBe(kept('ledger-1.lock'))
    expect(manifest.status === 'ok' && formatManifest(manifest.manifest)).toBe(kept('manifest-1.txt'))
  })

  test('keep every promise when this version builds on', async () => {
    const { build, read } = await siteOfFormat(kept('ledger-1.lock'), kept('manifest-1.txt'))
    const log = await build(tiny)
    expect(log.warnings.filter((text) => /ledger|manifest/i.test(text))).toEqual([])
    const rules = await read('dist/_redirects')
    for (const from of ['/media/moves.tiny.jpg', '/media/moved.tiny.jpg'])
      expect(rules).toContain(`${from} /media/in/moved-again.tiny.jpg 301`)
    expect(rules).toContain('# gone: /media/goes.tiny.jpg')
    expect(rules).toContain('# gone: /media/hidden.tiny.jpg')
  })
})

describe('records of a later format', () => {
  const later = (text: string): string => text.replace('"renditions":1', '"renditions":2')

  test.each([true, false])('stop the build before anything is touched (emptyOutDir: %s)', async (emptyOutDir) => {
    for (const [ledger, manifest] of [
      [kept('ledger-1.lock'), later(kept('manifest-1.txt'))],
      [later(kept('ledger-1.lock')), kept('manifest-1.txt')],
    ] as const) {
      const made = await siteOfFormat(ledger, manifest)
      await made.write({ 'dist/index.html': 'the page of before' })
      const before = await treeOf(made)
      await expect(made.build(tiny, { build: { emptyOutDir } })).rejects.toThrow(/ledger-newer/)
      expect(await treeOf(made)).toEqual(before)
      await made.dispose()
    }
  })
})
