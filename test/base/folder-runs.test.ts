import { expect, test } from 'vitest'
import { folderRuns } from '../../src/base/folder-runs.js'

test('files are told by folder in their order, a folder again when others came in between', () => {
  const paths = ['a.jpg', 'b/c.jpg', 'b/d.jpg', 'b/d/e.jpg', 'b/f.jpg', 'c/x.jpg', 'z.jpg']
  const runs = folderRuns(paths.map((path) => ({ path })))
  expect(runs.map(({ folder, files }) => [folder, ...files.map(({ path }) => path)])).toEqual([
    ['', 'a.jpg'],
    ['b', 'b/c.jpg', 'b/d.jpg'],
    ['b/d', 'b/d/e.jpg'],
    ['b', 'b/f.jpg'],
    ['c', 'c/x.jpg'],
    ['', 'z.jpg'],
  ])
  expect(folderRuns([])).toEqual([])
})
