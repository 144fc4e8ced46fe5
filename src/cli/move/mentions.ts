import { readFile } from 'node:fs/promises'
import { byCodeUnit } from '../../base/by-code-unit.js'
import { mapLimited } from '../../base/concurrency.js'
import { fromSitePath } from '../../base/site-path.js'
import { createPositions } from '../../discover/position.js'
import type { Reference } from '../../types.js'
import { MEDIA_YAML_GLOBS, type Document } from '../documents.js'
import type { LoadedSite } from '../load-site.js'
import type { LeftOver } from './relocate.js'

/** Files in which assets are named in ways only their author knows. */
const DATA = '**/*.{json,jsonc,json5,yaml,yml,toml,csv,njk,liquid,hbs,ejs,pug}'

/** Where the paths of moved files (former → new; the same for those that go) stand in data files and in prose and code. */
export async function findMentions(
  { root, config }: Pick<LoadedSite, 'root' | 'config'>,
  documents: readonly Document[],
  files: ReadonlyMap<string, string>,
): Promise<LeftOver[]> {
  const { default: glob } = await import('fast-glob')
  const ignore = [...config.ignore, config.ledger, '**/package-lock.json', ...MEDIA_YAML_GLOBS]
  const data = await glob(DATA, { cwd: root, ignore, followSymbolicLinks: false })
  const inData = await mapLimited(data.sort(byCodeUnit), 16, async (path) =>
    mentionsIn(path, await readFile(fromSitePath(root, path), 'utf8'), files),
  )
  const inDocuments = documents.map(({ path, text, references }) => mentionsIn(path, text, files, references))
  return [...inData, ...inDocuments].flat()
}

/** Where a path stands in a text that no reference covers: data files, prose, code. `known` holds the places of references. */
export function mentionsIn(
  path: string,
  text: string,
  files: ReadonlyMap<string, string>,
  known: readonly Pick<Reference, 'urlRange'>[] = [],
): LeftOver[] {
  const position = createPositions(text)
  const left: LeftOver[] = []
  for (const [from, to] of files) {
    for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) {
      const isReference = known.some(({ urlRange }) => urlRange.start <= at && at < urlRange.end)
      const isLonger = /[\w-]/.test(text[at - 1] ?? '') || /[\w-]/.test(text[at + from.length] ?? '')
      if (!isReference && !isLonger)
        left.push({ place: { file: path, ...position(at) }, text: from, reason: `names "${from}", which is "${to}" now` })
    }
  }
  return left
}
