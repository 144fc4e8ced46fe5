import { expect, test } from 'vitest'
import { externalFilm } from '../../src/base/external-film.js'

test.each([
  ['https://www.youtube.com/watch?v=abcdefghijk', '/embed/abcdefghijk?autoplay=1&rel=0'],
  ['https://m.youtube.com/watch?list=x&v=abcdefghijk&t=90s', '/embed/abcdefghijk?autoplay=1&rel=0&start=90'],
  ['http://youtu.be/abc-_fghijk?t=1h2m3s', '/embed/abc-_fghijk?autoplay=1&rel=0&start=3723'],
  ['https://www.youtube.com/shorts/abcdefghijk', '/embed/abcdefghijk?autoplay=1&rel=0'],
  ['https://www.youtube-nocookie.com/embed/abcdefghijk?start=5', '/embed/abcdefghijk?autoplay=1&rel=0&start=5'],
])('%s is a film at YouTube', (address, rest) => {
  expect(externalFilm(address)).toMatchObject({ provider: 'YouTube', embed: `https://www.youtube-nocookie.com${rest}` })
})

test.each([
  ['https://vimeo.com/123456', '123456?dnt=1&autoplay=1', '123456'],
  ['https://vimeo.com/123456/0abc', '123456?dnt=1&autoplay=1&h=0abc', '123456/0abc'],
  ['https://player.vimeo.com/video/123456?h=0abc#t=30s', '123456?dnt=1&autoplay=1&h=0abc#t=30s', '123456/0abc'],
])('%s is a film at Vimeo', (address, embed, page) => {
  expect(externalFilm(address)).toEqual({
    provider: 'Vimeo',
    embed: `https://player.vimeo.com/video/${embed}`,
    page: `https://vimeo.com/${page}`,
  })
})

test.each([
  'https://www.youtube.com/',
  'https://www.youtube.com/watch?v=short',
  'https://www.youtube.com/watch?v=abcdefghij"',
  'https://youtube.com.example.org/watch?v=abcdefghijk',
  'https://example.org/watch?v=abcdefghijk',
  'https://evilyoutube.com/watch?v=abcdefghijk',
  'https://vimeo.com/channels/staffpicks',
  'https://vimeo.com/123456/0abc"onload=',
  'javascript:https://youtu.be/abcdefghijk',
  '/youtu.be/abcdefghijk',
  'media/talk.mp4',
])('%s is none', (address) => expect(externalFilm(address)).toBeUndefined())
