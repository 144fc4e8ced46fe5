import { describe, expect, test } from 'vitest'
import { pagePathOf, pagePathsOf, pageUrlsOf } from '../../src/pages/page-paths.js'

const pages = (include: string | string[], base = '/') => ({ include: [include].flat(), base })

describe('a Markdown page', () => {
  test.each([
    ['content/blog/a.md', 'content/**/*.md', '/', 'blog/a.html'],
    ['content/index.md', 'content/**/*.md', '/', 'index.html'],
    ['content/a.b.markdown', './content/*.{md,markdown}', '/', 'a.b.html'],
    ['docs/a.md', '**/*.md', '/', 'docs/a.html'],
    ['about.md', 'about.md', '/', 'about.html'],
    ['content/about.md', 'content/about.md', '/', 'about.html'],
    ['content/[slug]/a.md', 'content/**/*.md', '/', '[slug]/a.html'],
    ['content/blog/a.md', 'content/**/*.md', '/docs/', 'docs/blog/a.html'],
    ['content/blog/a.md', 'content/**/*.md', 'docs/v2', 'docs/v2/blog/a.html'],
    ['a.folder/readme', 'a.folder/*', '/', 'readme'],
  ])('%s of %s below %s becomes %s', (file, glob, base, path) => {
    expect(pagePathOf(file, pages(glob, base))).toBe(path)
  })

  test('goes by the first glob that wants it', () => {
    expect(pagePathOf('content/blog/a.md', pages(['!content/drafts/**', 'content/blog/*.md', 'content/**/*.md']))).toBe('a.html')
  })

  test('answers with and without its ending, and for its folder', () => {
    expect(pageUrlsOf('blog/a.html')).toEqual(['/blog/a.html', '/blog/a'])
    expect(pageUrlsOf('blog/index.html')).toEqual(['/blog/', '/blog/index.html'])
    expect(pageUrlsOf('index.html')).toEqual(['/', '/index.html'])
    expect(pageUrlsOf('a b/é#?.html')).toEqual(['/a%20b/%C3%A9%23%3F.html', '/a%20b/%C3%A9%23%3F'])
  })
})

describe('pages of a whole site', () => {
  test('have a path each', () => {
    expect(pagePathsOf(['content/a.md', 'content/b/index.md'], pages('content/**/*.md'))).toEqual({
      paths: new Map([
        ['content/a.md', 'a.html'],
        ['content/b/index.md', 'b/index.html'],
      ]),
      problems: [],
    })
  })

  test('may not become one, on any system', () => {
    const files = ['content/A.md', 'content/a.md', 'news/a.md', 'news/cafe\u0301.md', 'news/caf\u00e9.md', 'news/b.md']
    const { paths, problems } = pagePathsOf(files, pages(['content/*.md', 'news/*.md']), ['b.html'])
    expect([...paths.values()]).toEqual(['A.html', 'cafe\u0301.html'])
    expect(problems.map(({ code, message, place }) => [code, message, place?.file])).toEqual([
      ['page-collision', 'These would become one page, "a.html": content/A.md, content/a.md.', 'content/a.md'],
      ['page-collision', 'These would become one page, "a.html": content/A.md, news/a.md.', 'news/a.md'],
      [
        'page-collision',
        'These would become one page, "caf\u00e9.html": news/cafe\u0301.md, news/caf\u00e9.md.',
        'news/caf\u00e9.md',
      ],
      ['page-collision', 'These would become one page, "b.html": b.html, news/b.md.', 'news/b.md'],
    ])
  })
})
