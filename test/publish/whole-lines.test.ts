import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wholeLines } from '../../src/publish/edge/whole-lines.js'
import { temporaryFolders } from './temporary-folder.js'

const folder = temporaryFolders()

test('a large file comes in parts of whole lines, and nothing of it is lost', async () => {
  const file = join(await folder(), 'large')
  // Characters of three bytes, so that a part may end within one; a line longer than two parts.
  const text = Array.from({ length: 300_000 }, (_, line) => `${line} ✓\n`).join('') + `${'x'.repeat(2_500_000)}\nend\n`
  await writeFile(file, text)
  const parts = [...wholeLines(file)]
  expect(parts.join('') === text).toBe(true)
  expect(parts.length).toBeGreaterThan(3)
  expect(parts.filter((part) => !part.endsWith('\n'))).toEqual([])
})

test('a file that is not there, is empty or ends within a line has no part', async () => {
  const at = await folder()
  await writeFile(join(at, 'empty'), '')
  await writeFile(join(at, 'cut'), 'one\ntw')
  for (const name of ['missing', 'empty', 'cut', '.']) expect([...wholeLines(join(at, name))], name).toEqual([])
})
