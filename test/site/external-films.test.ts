import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attribute, elements, page, photo, tempSite, type TempSite } from './temp-site.js'

const QUICK = { presets: { default: { widths: [32], formats: ['webp', 'fallback'], effort: 0 } } } as const

let site: TempSite
beforeAll(async () => {
  site = await tempSite({
    'index.html': page(`
<img src="https://youtu.be/abcdefghijk" data-viewer="video" poster="/media/wide.jpg" class="talk" alt="The &quot;talk&quot;">
<img src="https://youtu.be/abcdefghijk" alt="Left to Vite">
<a href="https://youtu.be/abcdefghijk">A link</a>
`),
    'notes.md': `# Notes

::media[Second talk]{src="https://vimeo.com/123456" poster="media/wide.jpg"}

![Third](https://www.youtube.com/watch?v=abcdefghijk)
`,
    'media/wide.jpg': await photo(64, 64),
  })
})
afterAll(() => site?.dispose())

test('films at other sites stand in pages as posters of this one, in the shape of their players', async () => {
  const log = await site.build({ ...QUICK, pages: 'notes.md' })
  const html = await site.read('dist/index.html')
  const [film] = elements(html, 'rendition-video')
  expect(attribute(film, 'embed')).toBe('https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1&rel=0')
  const image = elements(html, 'img').find((one) => attribute(one, 'class') === 'talk')
  expect(attribute(image, 'alt')).toBe('The "talk"')
  expect(attribute(image, 'poster')).toBeUndefined()
  const { width, height } = await sharp(await site.bytes(`dist${attribute(image, 'src')}`)).metadata()
  expect([width, height]).toEqual([32, 18])
  expect(elements(html, 'a').map((link) => attribute(link, 'href'))).toEqual([
    'https://www.youtube.com/watch?v=abcdefghijk',
    'https://youtu.be/abcdefghijk',
  ])
  expect(html).toContain('<img src="https://youtu.be/abcdefghijk" alt="Left to Vite">')
  const notes = await site.read('dist/notes.html')
  expect(elements(notes, 'rendition-video').map((one) => attribute(one, 'provider'))).toEqual(['Vimeo'])
  // It asked for nothing of ours, so it stays what it was, and that it shows nothing is told.
  expect(log.warnings.join('\n')).toMatch(/notes\.md:5:1 "https:\/\/www\.youtube\.com\/watch\?v=abcdefghijk" has no poster/)
})

test.each([
  [
    'a poster that is missing',
    '<img src="https://youtu.be/abcdefghijk" data-viewer="video" alt="">',
    /index\.html:9:11 .*has no poster/,
  ],
  ['one that is not there', '<img src="https://youtu.be/abcdefghijk" data-viewer="video" poster="/no.jpg" alt="">', /no\.jpg/],
  [
    'a viewer of pictures',
    '<img src="https://youtu.be/abcdefghijk" data-viewer="zoom" poster="/media/wide.jpg" alt="">',
    /"zoom" does not show/,
  ],
])('%s is told with its place', async (_, markup, message) => {
  await site.write({ 'index.html': page(markup) })
  await expect(site.build(QUICK)).rejects.toThrow(message)
})
