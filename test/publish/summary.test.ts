import { expect, test } from 'vitest'
import { remark } from './remark-text.js'
import { publishedDiff, purgeText } from '../../src/publish/published-diff.js'
import { summaryMarkdown } from '../../src/publish/summary.js'
import { OUTPUT } from '../../src/base/target-address.js'
import { World } from './world.js'

const URLS = { base: '/docs/', site: 'https://example.org', targets: {} }

test('a summary counts and lists what changed, and a purge list has exactly the URLs that mean something else', async () => {
  const world = new World().add('photos/a.jpg', 'a').add('photos/b.jpg', 'b').add('photos/c.jpg', 'c').add('photos/d.jpg', 'd')
  await world.publish()
  world.move('photos/a.jpg', 'photos/moved.jpg').add('photos/b.jpg', 'edited').add('photos/new.jpg', 'new')
  world.sources.delete('photos/c.jpg')
  const decision = await world.publish()
  const diff = publishedDiff(OUTPUT, decision, URLS)
  const moved = decision.actions.filter(({ kind }) => kind === 'move')
  const shown = remark(summaryMarkdown([{ diff, moved }]))
  expect(shown.table).toEqual([
    ['target', 'published', 'moved', 'redirected', 'gone (410)', 'removed', 'bytes'],
    ['output', '9', '1', '1', '1', '8', expect.stringMatching(/B$/)],
  ])
  expect(shown.text).toContain('https://example.org/docs/media/a.thumb.jpg → https://example.org/docs/media/moved.thumb.jpg')
  expect(shown.text).toContain('photos/a.jpg → photos/moved.jpg')
  // Stable addresses of a (redirects now), b (other bytes) and c (gone); immutable ones of b and c that went without grace.
  const purged = purgeText(diff).trim().split('\n')
  const stable = purged.filter((url) => url.includes('/media/'))
  expect(stable).toEqual(['a', 'b', 'c'].map((name) => `https://example.org/docs/media/${name}.thumb.jpg`))
  expect(purged.every((url) => !/\/(d|new|moved)[.-]/.test(url))).toBe(true)
})

test('a summary of nothing says so, and no name breaks out of its code', () => {
  expect(summaryMarkdown([])).toContain('Nothing changes.')
  const odd = 'https://example.org/a`b``</details><script>.jpg'
  const diff = {
    target: 'cdn',
    published: [{ url: odd, asset: 'x', bytes: 1 }],
    redirected: [],
    gone: [],
    removed: [],
    purge: [],
  }
  const shown = remark(summaryMarkdown([{ diff, moved: [] }]))
  expect(shown.code).toContain(odd)
  expect(shown.html.join('')).not.toContain('script')
})
