import { describe, expect, test } from 'vitest'
import { withoutPublish, withPublish } from '../../src/cli/state/edit-sidecar.js'

describe('saying "publish: published" in a sidecar', () => {
  test.each<[what: string, before: string | undefined, after: string]>([
    ['makes a file', undefined, 'publish: published\n'],
    ['fills an empty one', '', 'publish: published\n'],
    [
      'changes the word alone',
      '# Ours\npublish: draft # until May\nalt:  "A"\n',
      '# Ours\npublish: published # until May\nalt:  "A"\n',
    ],
    ['changes a quoted word', 'publish: "draft"\n', 'publish: published\n'],
    ['adds a line at the end', 'alt: A\n# the end', 'alt: A\n# the end\npublish: published\n'],
    ['keeps line ends', 'alt: A\r\n', 'alt: A\r\npublish: published\r\n'],
    ['keeps a byte order mark', '\uFEFFalt: A\n', '\uFEFFalt: A\npublish: published\n'],
    ['follows a text of several lines', 'title: |\n  Two\n  lines\n', 'title: |\n  Two\n  lines\npublish: published\n'],
    ['follows only comments', '# nothing yet\n', '# nothing yet\npublish: published\n'],
    ['edits a map on one line', '{ alt: A, publish: draft }\n', '{ alt: A, publish: published }\n'],
    ['adds to a map on one line', '{ alt: A }\n', '{ alt: A, publish: published }\n'],
    ['is not fooled by the same word elsewhere', 'alt: "publish: draft"\n', 'alt: "publish: draft"\npublish: published\n'],
    ['stays before the end of the document', '---\nalt: A\n...\n', '---\nalt: A\npublish: published\n...\n'],
  ])('%s', (_what, before, after) => {
    expect(withPublish(before, 'published')).toBe(after)
    expect(withPublish(after, 'published')).toBe(after)
  })
})

describe('saying nothing about it any more', () => {
  test.each<[what: string, before: string, after: string | undefined]>([
    ['takes the line out', 'alt: A\npublish: draft # until May\n# Ours\ncredit: B\n', 'alt: A\n# Ours\ncredit: B\n'],
    ['takes the last line out', 'alt: A\npublish: draft', 'alt: A\n'],
    ['leaves no empty file', 'publish: draft\n', undefined],
    ['keeps a file of comments', '# Ours\npublish: draft\n', '# Ours\n'],
    ['edits a map on one line', '{ publish: draft, alt: A }\n', '{ alt: A }\n'],
    ['leaves no empty map', '{ publish: draft }\n', undefined],
    ['does nothing where nothing is said', 'alt: A\n', 'alt: A\n'],
  ])('%s', (_what, before, after) => {
    expect(withoutPublish(before)).toBe(after)
  })
})
