import { isAbsolute, resolve } from 'node:path'
import { previewFolder } from '../base/preview.js'
import { toSitePath } from '../base/site-path.js'
import { warningOf } from '../errors.js'
import { defaultAddresses, defaultCache, defaultLedger, defaultStableAddresses } from './defaults.js'
import type { Findings } from './findings.js'
import { escapeGlob } from './globs.js'
import { isForeign, isWithin, siteFile, siteFolder } from './site-folders.js'
import type { Config, Surroundings } from './types.js'

type Folders = Pick<Config, 'assets' | 'publicDir' | 'ignore' | 'addresses' | 'stableAddresses' | 'ledger'> & {
  cacheFolder: string
}

/** What the author wrote, each value right by itself. */
export interface GivenFolders {
  assets?: readonly string[]
  addresses?: string
  stableAddresses?: string
  ledger?: string
  cacheFolder?: string
}

/**
 * Every folder we read, write or clean, checked against each other: what we write must not lie where it would be read
 * as a source, emptied, or published.
 */
export function resolveFolders(
  given: GivenFolders,
  around: Surroundings,
  exists: (file: string) => boolean,
  findings: Findings,
): Folders {
  const { root } = around
  const publicDir = publicDirOf(around, findings)
  // The root itself as output folder is Vite's to refuse; nothing below could be told from a source.
  const outDir = toSitePath(root, resolve(root, around.outDir)) || undefined
  const assets = assetFolders(given.assets ?? [''], around, outDir, exists, findings)
  const outputs = [outDir, publicDir].filter((folder): folder is string => Boolean(folder))
  const cacheFolder = cacheFolderOf(given.cacheFolder ?? defaultCache.folder, root, outputs, assets.filter(Boolean), findings)
  const ledger = ledgerOf(given.ledger ?? defaultLedger, root, [...outputs, cacheFolder], findings)
  const addresses = given.addresses ?? defaultAddresses(around.assetsDir)
  const stableAddresses = given.stableAddresses ?? defaultStableAddresses
  if (isWithin(addresses, stableAddresses) || isWithin(stableAddresses, addresses)) {
    findings.invalid('stableAddresses', `a folder apart from "${addresses}", which hosts cache for ever,`, stableAddresses)
  }
  const preview = outDir && previewFolder(outDir)
  const generated = [outDir, preview, isAbsolute(cacheFolder) ? undefined : cacheFolder].filter((folder): folder is string =>
    Boolean(folder),
  )
  const ignore = ['**/node_modules/**', '**/.*/**', ...generated.map((folder) => `${escapeGlob(folder)}/**`)]
  return { assets, publicDir, ignore, addresses, stableAddresses, ledger, cacheFolder }
}

function publicDirOf({ root, publicDir }: Surroundings, findings: Findings): string {
  if (publicDir === '') return ''
  const path = toSitePath(root, resolve(root, publicDir))
  if (path === undefined) {
    const expected = 'a folder inside the root, so that its files can be assets,'
    findings.add(warningOf('invalid-option', { option: 'publicDir', expected, received: 'one outside' }))
  }
  return path ?? ''
}

function assetFolders(
  given: readonly string[],
  { root }: Surroundings,
  outDir: string | undefined,
  exists: (file: string) => boolean,
  findings: Findings,
): readonly string[] {
  const folders = new Set<string>()
  for (const text of given) {
    const path = siteFolder(root, text)
    const isHidden = path?.split('/').some((segment) => segment.startsWith('.'))
    if (path === undefined || isHidden || isForeign(path) || (outDir !== undefined && isWithin(path, outDir))) {
      findings.invalid('assets', 'folders inside the root, none of them hidden, in node_modules or in the output folder,', text)
      continue
    }
    folders.add(path)
    if (path !== '' && !exists(resolve(root, path))) {
      findings.add(
        warningOf('invalid-option', { option: 'assets', expected: 'a folder that is there', received: JSON.stringify(path) }),
      )
    }
  }
  const outermost = [...folders].filter((path) => ![...folders].some((other) => other !== path && isWithin(path, other)))
  return outermost.length > 0 ? outermost : ['']
}

/** Site path when it lies inside the root, else absolute: a cache may be shared between sites. */
function cacheFolderOf(
  text: string,
  root: string,
  outputs: readonly string[],
  assets: readonly string[],
  findings: Findings,
): string {
  const absolute = resolve(root, text)
  const path = toSitePath(root, absolute)
  const holdsRoot = toSitePath(absolute, root) !== undefined
  const holdsSources = path !== undefined && [...outputs, ...assets].some((folder) => isWithin(folder, path))
  const isPublished = path !== undefined && outputs.some((folder) => isWithin(path, folder))
  if (!holdsRoot && !holdsSources && !isPublished && !absolute.split(/[\\/]/).includes('.git')) return path ?? absolute
  findings.invalid(
    'cache.folder',
    'a folder of its own (not the root, a source folder, the public or output folder, or in .git)',
    text,
  )
  return defaultCache.folder
}

function ledgerOf(text: string, root: string, occupied: readonly string[], findings: Findings): string {
  const path = siteFile(root, text)
  const isTaken = path !== undefined && (isForeign(path) || occupied.some((folder) => isWithin(path, folder)))
  if (path !== undefined && !isTaken) return path
  findings.invalid('ledger', 'a relative path of a file inside the root, outside the cache, public and output folders,', text)
  return defaultLedger
}
