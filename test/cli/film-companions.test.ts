import { afterAll, beforeAll, expect, test } from 'vitest'
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
  })
})
afterAll(() => site.dispose())

const media = async (): Promise<string[]> => [...(await site.snapshot()).keys()].filter((path) => !/^(?:index|vite)/.test(path))

test('what belongs to a film by its name is used where the film is', async () => {
  const { findings } = await site.json('check')
  const unused = (findings as { code: string; message: string }[]).filter(({ code }) => code === 'asset-unused')
  expect(unused.map(({ message }) => /"(.*?)"/.exec(message)?.[1])).toEqual(['media/talk.final.vtt', 'media/talks.vtt'])
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
