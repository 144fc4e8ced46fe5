import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rollup } from 'vite'
import { firstPictures } from '../discover/first-pictures.js'
import { isImmutableUrl } from '../plan/address.js'
import { headerFilesOf } from '../publish/hosts/header-forms.js'
import { folderRulesOf, sortedPages, type HeaderRules, type PageRule } from '../publish/hosts/header-rules.js'
import { linksOf } from '../publish/hosts/link-header.js'
import type { Problem } from '../types.js'
import type { Context } from './context.js'

/**
 * The files in which the site's hosts are told headers, on top of the author's own in publicDir. They follow from the
 * options and the final pages alone, so that neither ledger nor manifest is opened for them.
 */
export function headerFiles(
  context: Context,
  bundle: Rollup.OutputBundle,
): { files: { path: string; text: string }[]; problems: Problem[] } {
  const { config, vite } = context
  const rules: HeaderRules = {
    folders: folderRulesOf(config),
    pages: sortedPages(pagesOf(context, bundle)),
    stableAddresses: config.stableAddresses,
  }
  const composed = headerFilesOf(config.hosts).map((file) => ({
    path: file.path,
    ...file.compose(rules, ownText(context, bundle[file.path], file.path), vite.base),
  }))
  return {
    files: composed.filter(({ text }) => text !== '').map(({ path, text }) => ({ path, text })),
    problems: composed.flatMap(({ problems }) => problems),
  }
}

function pagesOf({ config }: Context, bundle: Rollup.OutputBundle): PageRule[] {
  return Object.values(bundle).flatMap((output): PageRule[] => {
    if (output.type !== 'asset' || !output.fileName.endsWith('.html')) return []
    const link = linksOf(firstPictures(textOf(output), (url) => isImmutableUrl(config, url)))
    return link === undefined ? [] : [{ page: output.fileName, link }]
  })
}

/** What another plugin emitted, or Vite copies from publicDir, and what we therefore write anew with ours. */
function ownText({ vite }: Context, emitted: Rollup.OutputAsset | Rollup.OutputChunk | undefined, path: string): string {
  if (emitted?.type === 'asset') return textOf(emitted)
  const file = vite.publicDir === '' || !vite.build.copyPublicDir ? undefined : join(vite.publicDir, path)
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function textOf({ source }: Rollup.OutputAsset): string {
  return typeof source === 'string' ? source : Buffer.from(source).toString('utf8')
}
