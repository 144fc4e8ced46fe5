import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { fromSitePath } from '../../base/site-path.js'
import type { Tree } from './choose-moves.js'

/** The site's folder as it is now. Links count as files, and are never followed. */
export function diskTree(root: string, assets: readonly string[]): Tree {
  const look = (path: string): Stats | undefined => {
    try {
      return lstatSync(fromSitePath(root, path), { throwIfNoEntry: false })
    } catch {
      // Below a file, or a name no disk can hold.
      return undefined
    }
  }
  const filesBelow = (folder: string): string[] =>
    readdirSync(fromSitePath(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? filesBelow(path) : [path]
    })
  return {
    assets,
    kindOf(path) {
      const found = look(path)
      return found && (found.isDirectory() ? 'folder' : 'file')
    },
    filesBelow,
    isSame(a, b) {
      const [first, second] = [look(a), look(b)]
      return (
        first !== undefined &&
        second !== undefined &&
        first.ino === second.ino &&
        first.dev === second.dev &&
        first.ino !== 0 &&
        !isHardLink(a, b, first)
      )
    },
  }
}

/** Two names of one file that are no spellings of each other are two files to everybody else. */
function isHardLink(a: string, b: string, { nlink }: Stats): boolean {
  return nlink > 1 && a.normalize('NFC').toLowerCase() !== b.normalize('NFC').toLowerCase()
}
