import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StateReport } from '../../src/cli/reports.js'
import { cliSite, type CliSite } from './cli-site.js'

const CUES = 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n'

let site: CliSite
beforeAll(async () => {
  site = await cliSite({
    'index.html': '<!doctype html><title>T</title><img src="/media/talk.mp4" data-viewer="video" alt="Talk">',
    'media/talk.mp4': 'film',
    'media/talk.mp4.media.yaml': 'publish: draft\n',
    'media/talk.en.vtt': CUES,
    'media/talk.en.vtt.media.yaml': 'publish: draft\n',
    'media/talk.transcript.md': 'Hello.\n',
    'media/talks.vtt': CUES,
    'media/talk.final.vtt': CUES,
    'models/_media.yaml': 'publish: draft\n',
    'models/hut.glb': 'glTF',
    'models/hut.usdz': 'PK',
    'models/chair.glb': 'glTF',
    'models/chair.glb.media.yaml': 'poster: front.jpg\nusdz: room.usdz\n',
    'models/front.jpg': 'picture',
    'models/room.usdz': 'PK',
    'models/speech.mp3': 'sound',
    'models/speech.mp3.media.yaml': 'tracks: [{ src: words.vtt, lang: en }]\ntranscript: words.pdf\n',
    'models/words.vtt': CUES,
    'models/words.pdf': 'text',
  })
})
afterAll(() => site.dispose())

const media = async (): Promise<string[]> => [...(await site.snapshot()).keys()].filter((path) => path.startsWith('media/'))

test('what belongs to a film by its name is used where the film is', async () => {
  const { findings } = await site.json('check')
  const unused = (findings as { code: string; message: string }[]).filter(({ code }) => code === 'asset-unused')
  const named = unused.map(({ message }) => /"(.*?)"/.exec(message)?.[1])
  expect(named.filter((path) => path?.startsWith('media/'))).toEqual(['media/talk.final.vtt', 'media/talks.vtt'])
})

test('it is published with the film', async () => {
  const { out } = await site.run('publish', 'media/talk.mp4')
  expect(out).toContain('media/talk.en.vtt')
  expect(await site.read('media/talk.en.vtt.media.yaml').catch(() => '')).not.toContain('draft')
})

test('it moves with the film, under its new name', async () => {
  await site.run('mv', 'media/talk.mp4', 'media/2026/evening.mp4')
  expect((await media()).filter((path) => !path.endsWith('.yaml'))).toEqual([
    'media/2026/evening.en.vtt',
    'media/2026/evening.mp4',
    'media/2026/evening.transcript.md',
    'media/talk.final.vtt',
    'media/talks.vtt',
  ])
  expect(await site.read('index.html')).toContain('src="/media/2026/evening.mp4"')
})

test('it is removed with the film', async () => {
  await site.run('rm', 'media/2026/evening.mp4', '--force')
  expect((await media()).filter((path) => path.includes('2026'))).toEqual([])
})

test('what sidecars name, and a model for the room by its name, are published with it, moved and removed', async () => {
  const { assets } = await site.json<StateReport>('publish', 'models/*.glb', 'models/speech.mp3', '--dry-run')
  expect(assets.map(({ asset }) => asset).toSorted()).toEqual(
    ['chair.glb', 'front.jpg', 'hut.glb', 'hut.usdz', 'room.usdz', 'speech.mp3', 'words.pdf', 'words.vtt'].map(
      (name) => `models/${name}`,
    ),
  )
  await site.run('mv', 'models/hut.glb', 'models/huts/small.glb')
  await site.run('mv', 'models/room.usdz', 'models/rooms/chair.usdz')
  const models = async (): Promise<string[]> => [...(await site.snapshot()).keys()].filter((path) => /\.(?:glb|usdz)$/.test(path))
  expect(await models()).toEqual([
    'models/chair.glb',
    'models/huts/small.glb',
    'models/huts/small.usdz',
    'models/rooms/chair.usdz',
  ])
  expect(await site.read('models/chair.glb.media.yaml')).toContain('usdz: rooms/chair.usdz')
  await site.run('rm', 'models/huts/small.glb', '--force')
  expect(await models()).toEqual(['models/chair.glb', 'models/rooms/chair.usdz'])
})
