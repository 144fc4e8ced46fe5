import { describe, expect, test } from 'vitest'
import { trackName, tracksGoing, tracksOf } from '../../src/base/track-name.js'

describe('the name of a track', () => {
  test.each([
    ['clip.vtt', { kind: 'captions' }],
    ['clip.en.vtt', { kind: 'captions', lang: 'en' }],
    ['clip.de.srt', { kind: 'captions', lang: 'de' }],
    ['clip.pt_br.vtt', { kind: 'captions', lang: 'pt-BR' }],
    ['clip.zh-hant-TW.vtt', { kind: 'captions', lang: 'zh-Hant-TW' }],
    ['clip.en.sdh.srt', { kind: 'captions', lang: 'en' }],
    ['clip.chapters.vtt', { kind: 'chapters' }],
    ['clip.en.descriptions.vtt', { kind: 'descriptions', lang: 'en' }],
    ['clip.descriptions.en.vtt', { kind: 'descriptions', lang: 'en' }],
    ['clip.fr.subtitles.VTT', { kind: 'subtitles', lang: 'fr' }],
    ['clip.metadata.vtt', { kind: 'metadata' }],
    ['clip.transcript.html', { kind: 'transcript' }],
    ['clip.de.transcript.md', { kind: 'transcript', lang: 'de' }],
    ['clip.transcript.de.md', { kind: 'transcript', lang: 'de' }],
  ])('%s says what it is', (name, expected) => {
    expect(trackName('clip.mp4', name)).toEqual(expected)
  })

  test.each([
    ['clips.en.vtt', 'another film'],
    ['clip-2.vtt', 'another film'],
    ['clip.final.vtt', 'a word that is no language'],
    ['clip.hd.vtt', 'two letters that are no language'],
    ['clip.en.de.vtt', 'two languages'],
    ['clip.chapters.captions.vtt', 'two kinds'],
    ['clip.html', 'a page'],
    ['clip.en.md', 'a text that does not say that it is a transcript'],
    ['clip.transcript.vtt', 'no kind of a track'],
    ['clip.mp4', 'the film itself'],
  ])('%s is %s', (name) => {
    expect(trackName('clip.mp4', name)).toBeUndefined()
  })
})

test('what belongs to a model has its own name, and belongs to nothing else', () => {
  const beside = ['m/a.glb', 'm/a.usdz', 'm/a.en.usdz', 'm/ab.usdz', 'm/a.en.vtt', 'm/a.mp4']
  expect(tracksOf('m/a.glb', beside)).toEqual([{ path: 'm/a.usdz', kind: 'usdz' }])
  expect(tracksOf('m/a.mp4', beside)).toEqual([{ path: 'm/a.en.vtt', kind: 'captions', lang: 'en' }])
  expect(tracksGoing(['m/a.glb'], beside).map(({ path }) => path)).toEqual(['m/a.usdz'])
})

describe('what belongs to a film', () => {
  test('is sorted by kind and language, and not what a longer name claims', () => {
    const beside = ['v/a.mp4', 'v/a.en.mp4', 'v/a.chapters.vtt', 'v/a.fr.vtt', 'v/a.de.srt', 'v/a.en.vtt', 'v/a.jpg']
    expect(tracksOf('v/a.mp4', beside).map(({ path }) => path)).toEqual(['v/a.de.srt', 'v/a.fr.vtt', 'v/a.chapters.vtt'])
    expect(tracksOf('v/a.en.mp4', beside)).toEqual([{ path: 'v/a.en.vtt', kind: 'captions' }])
    expect(tracksOf('v/a.jpg', beside)).toEqual([])
  })

  test('goes with it, unless another film of that name stays', () => {
    const assets = ['v/a.mp4', 'v/a.webm', 'v/a.en.vtt', 'v/b.mp4', 'v/b.en.vtt', 'w/b.de.vtt']
    expect(tracksGoing(['v/a.mp4', 'v/b.mp4'], assets)).toEqual([{ path: 'v/b.en.vtt', media: 'v/b.mp4' }])
    expect(tracksGoing(['v/a.mp4', 'v/a.webm'], assets).map(({ path }) => path)).toContain('v/a.en.vtt')
  })
})
