import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const tests = join(import.meta.dirname, '..')
const rows = readFileSync(join(tests, 'README.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, id, , named] = /^\| (F\d+) \|([^|]*)\|(.*)\|$/.exec(line) ?? []
    return id === undefined || named === undefined ? [] : [{ id, named }]
  })

test('every fault of the map has a test, and every test it names exists', () => {
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `F${index + 1}`))
  const missing = rows.flatMap(({ id, named }) => {
    const entries = named.split('<br>').map((entry) => /^ *`([^`]+)`: (.*?)\.? *$/.exec(entry))
    return entries.flatMap((entry) => {
      const [, file = '', name = ''] = entry ?? []
      const text = file === '' ? '' : readFileSync(join(tests, file), 'utf8')
      // A remark may follow the name.
      return name !== '' && text.includes(name.split('. ')[0] ?? '') ? [] : [`${id} ${file}: ${name}`]
    })
  })
  expect(missing).toEqual([])
})
