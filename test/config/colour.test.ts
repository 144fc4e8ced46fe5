import sharp from 'sharp'
import { expect, test } from 'vitest'
import { parseColour } from '../../src/config/colour.js'
import { namedColours } from '../../src/config/named-colours.js'

/** What the encoder makes of a colour. */
async function painted(colour: string): Promise<number[]> {
  return [
    ...(await sharp({ create: { width: 1, height: 1, channels: 4, background: colour } })
      .raw()
      .toBuffer()),
  ]
}

test('every name paints what the encoder paints for it', async () => {
  expect(namedColours.size).toBe(148)
  for (const [name, hex] of namedColours) expect([name, await painted(`#${hex}`)]).toEqual([name, await painted(name)])
})

test.each([
  ['#ABC', '#aabbcc'],
  ['#abcd', '#aabbccdd'],
  ['#abcf', '#aabbcc'],
  ['#aabbccff', '#aabbcc'],
  [' RebeccaPurple ', '#663399'],
  ['transparent', '#00000000'],
  ['rgb(255, 0, 10)', '#ff000a'],
  ['rgb(100% 0% 50%)', '#ff0080'],
  ['rgba(0,0,0,.5)', '#00000080'],
  ['rgb(0 0 0 / 50%)', '#00000080'],
  ['rgb(300 -5 0)', '#ff0000'],
  ['hsl(120, 100%, 25%)', '#008000'],
  ['hsl(-240deg 100% 25%)', '#008000'],
  ['hsla(0 0% 100% / 0)', '#ffffff00'],
])('%s is %s', (text, hex) => {
  expect(parseColour(text)).toBe(hex)
})

test.each([
  '',
  '#',
  '#ab',
  '#abcde',
  '#abcdefab0',
  'whit',
  'rgb()',
  'rgb(1 2)',
  'rgb(1 2 3 4 5)',
  'rgb(a b c)',
  'hsl(1 2 3)',
  'lab(1 2 3)',
  'rgb(1e3 0 0)',
  `rgb(${'1'.repeat(99)} 0 0)`,
  'currentcolor',
])('%o is no colour', (text) => {
  expect(parseColour(text)).toBeUndefined()
})
