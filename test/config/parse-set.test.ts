import { describe, expect, test } from 'vitest'
import { parseSet } from '../../src/config/parse-set.js'
import { formatProblem } from '../../src/errors.js'

const FILE = 'media/boot.set.yaml'

async function messagesFor(text: string): Promise<string[]> {
  return (await parseSet(text, FILE)).problems.map(formatProblem)
}

describe('a set file', () => {
  test('names its members one by one, with their words and places', async () => {
    const { set, problems } = await parseSet(
      [
        'title: The boot',
        'viewer: carousel',
        'seconds: 9',
        'items:',
        '  - a.jpg',
        '  - src: ../b.jpg',
        '    alt: The sole',
        '    title: 2024',
        '    link: /shop/sole',
        '    poster: sole-swatch.png',
      ].join('\n'),
      FILE,
    )
    expect(problems).toEqual([])
    expect(set).toEqual({
      title: 'The boot',
      viewer: 'carousel',
      options: { seconds: '9' },
      items: [
        { url: 'a.jpg', place: { file: FILE, line: 5, column: 5 } },
        {
          url: '../b.jpg',
          place: { file: FILE, line: 6, column: 10 },
          alt: 'The sole',
          title: '2024',
          link: '/shop/sole',
          poster: 'sole-swatch.png',
        },
      ],
    })
  })

  test('may be one pattern', async () => {
    const { set } = await parseSet('items: boot-*.jpg', FILE)
    expect(set.items).toEqual([{ url: 'boot-*.jpg', place: { file: FILE, line: 1, column: 8 } }])
  })

  test.each([
    ['items: [a.jpg]\ntitel: x', `${FILE}:2:1 Unknown option "titel" in a set. Did you mean "title"? (unknown-option)`],
    [
      'items:\n  - { src: a.jpg, atl: x }',
      `${FILE}:2:19 Unknown option "atl" in an item of a set. Did you mean "alt"? (unknown-option)`,
    ],
    ['title: x', `${FILE}:1:1 The set cannot be read: it has no "items". (set-malformed)`],
    ['items: []', `${FILE}:1:1 The set cannot be read: its "items" are empty. (set-malformed)`],
    ['items:\n  - alt: x', `${FILE}:2:5 The set cannot be read: an item has no "src". (set-malformed)`],
    [
      'items:\n  - [a.jpg]',
      `${FILE}:2:5 The set cannot be read: expected text for "items" but received a list or map. (set-malformed)`,
    ],
    [
      'items: [a.jpg',
      `${FILE}:1:14 The set cannot be read: Flow sequence in block collection must be sufficiently indented and end with a ]. (set-malformed)`,
    ],
    [
      '- a.jpg',
      `${FILE}:1:1 The set cannot be read: it should hold "items" and what is said about them, "name: value" on each line. (set-malformed)`,
    ],
  ])('%j is told with its place', async (text, message) => {
    expect(await messagesFor(text)).toEqual([message])
  })

  test.each([
    'items: &a [*a]',
    'items: !!js/function x',
    '&a [*a, *a]',
    `items: ${'['.repeat(5000)}`,
    'items: "a\u0000.jpg"',
    '',
  ])('what is hostile or nothing (%#) is refused and harms nobody', async (text) => {
    const { set, problems } = await parseSet(text, FILE)
    expect(problems.length).toBeGreaterThan(0)
    expect(set.items).toEqual([])
  })
})
