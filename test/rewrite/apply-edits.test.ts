import { SourceMap } from 'node:module'
import { expect, test } from 'vitest'
import { applyEdits } from '../../src/rewrite/apply-edits.js'

const TEXT = '<p>\n<img src="a.jpg">\n<img src="b.jpg">\n</p>'
const at = (part: string): { start: number; end: number } => ({
  start: TEXT.indexOf(part),
  end: TEXT.indexOf(part) + part.length,
})

test('replaces ranges in any order and leaves every other character alone', () => {
  const edits = [
    { ...at('<img src="b.jpg">'), text: 'B' },
    { ...at('<img src="a.jpg">'), text: '' },
  ]
  expect(applyEdits(TEXT, edits).text).toBe('<p>\n\nB\n</p>')
})

test('touching edits and insertions stay in order', () => {
  const edits = [
    { start: 1, end: 1, text: '1' },
    { start: 1, end: 2, text: 'B' },
    { start: 2, end: 2, text: '2' },
    { start: 2, end: 2, text: '3' },
  ]
  expect(applyEdits('abc', edits).text).toBe('a1B23c')
})

test('a document without edits stays the same, byte order mark and carriage returns included', () => {
  expect(applyEdits('\ufeffa\r\nb', []).text).toBe('\ufeffa\r\nb')
})

test('overlapping and outlying edits are refused', () => {
  expect(() =>
    applyEdits('abcdef', [
      { start: 0, end: 3, text: '' },
      { start: 2, end: 4, text: '' },
    ]),
  ).toThrow(RangeError)
  expect(() => applyEdits('abc', [{ start: 2, end: 9, text: '' }])).toThrow(RangeError)
  expect(() => applyEdits('abc', [{ start: 2, end: 1, text: '' }])).toThrow(RangeError)
})

test('the map leads from the new text back to the old', () => {
  const { text, map } = applyEdits(TEXT, [{ ...at('<img src="a.jpg">'), text: '<picture>\n\n</picture>' }])
  const source = map('index.html')
  const line = text.split('\n').findIndex((found) => found.includes('b.jpg'))
  const entry = new SourceMap({ ...source, file: '', sourceRoot: '', sourcesContent: [TEXT] }).findEntry(line, 0)
  expect(entry).toMatchObject({ originalSource: 'index.html', originalLine: 2, originalColumn: 0 })
})
