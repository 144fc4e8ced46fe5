import { describe, expect, test } from 'vitest'
import { iiifManifest, type ManifestFacts } from '../../src/rewrite/iiif/manifest.js'
import { manifestProblems } from './iiif-validator.js'

const tiled = { service: 'https://example.org/assets/map.0123', width: 700, height: 500, label: 'The map' }
const whole = {
  image: { url: 'https://example.org/a.webp', type: 'image/webp', width: 60, height: 40 },
  thumbnail: { url: 'https://example.org/a-20.webp', type: 'image/webp', width: 20, height: 13 },
  width: 60,
  height: 40,
  label: 'The boot',
}

const facts = (more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  id: 'https://example.org/media/boot.gallery.manifest.json',
  label: 'Boots',
  language: 'en',
  page: 'https://example.org/media/boot.gallery.html',
  canvases: [tiled, whole],
  ...more,
})

const parsed = (more: Partial<ManifestFacts>): Record<string, unknown> =>
  JSON.parse(iiifManifest(facts(more))) as Record<string, unknown>

describe('a IIIF manifest', () => {
  test.each<[string, Partial<ManifestFacts>]>([
    ['tiles and whole pictures', {}],
    ['nothing known but the pictures', { language: 'none', canvases: [whole] }],
    ['a credit and a licence in words', { credit: '<b>Jo & Co</b>', licence: 'Ask us' }],
    ['a language with a script', { language: 'zh-Hant' }],
    ['a licence of Creative Commons', { licence: 'https://creativecommons.org/licenses/by/4.0/' }],
    ['the public domain', { licence: 'http://creativecommons.org/publicdomain/zero/1.0/' }],
    ['a rights statement', { licence: 'https://rightsstatements.org/vocab/InC/1.0/' }],
    ['a licence of its own', { licence: 'https://example.org/licence' }],
  ])('passes the schema of the presentation validator with %s', (_, more) => {
    expect(manifestProblems(iiifManifest(facts(more)))).toEqual([])
  })

  test('names as rights what the standard has a name for, and tells others in words', () => {
    expect(parsed({ licence: 'https://creativecommons.org/licenses/by/4.0/' })).toMatchObject({
      rights: 'http://creativecommons.org/licenses/by/4.0/',
    })
    const own = parsed({ licence: 'https://example.org/licence?a=1&b=2' })
    expect(own).not.toHaveProperty('rights')
    expect(own).toMatchObject({
      metadata: [
        { value: { en: ['<a href="https://example.org/licence?a=1&amp;b=2">https://example.org/licence?a=1&amp;b=2</a>'] } },
      ],
    })
    expect(parsed({ licence: 'https://creativecommons.org/about' })).not.toHaveProperty('rights')
  })

  test('of something broken does not pass', () => {
    expect(manifestProblems(iiifManifest(facts()).replace('"Canvas"', '"canvas"'))).not.toEqual([])
  })
})
