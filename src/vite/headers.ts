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
    ...file.compose(rules, ownText(context, file.path), vite.base),
  }))
  return {
    files: composed.filter(({ text }) => text !== '').map(({ path, text }) => ({ path, text })),
    problems: composed.flatMap(({ problems }) => problems),
  }
}

function pagesOf({ config }: Context, bundle: Rollup.OutputBundle): PageRule[] {
  return Object.values(bundle).flatMap((output): PageRule[] => {
    if (output.type !== 'asset' || !output.fileName.endsWith('.html')) return []
    const html = typeof output.source === 'string' ? output.source : Buffer.from(output.source).toString('utf8')
    const link = linksOf(firstPictures(html, (url) => isImmutableUrl(config, url)))
    return link === undefined ? [] : [{ page: output.fileName, link }]
  })
}

/** What Vite copies to the output, and what we therefore write anew with ours. */
function ownText({ vite }: Context, path: string): string {
  const file = vite.publicDir === '' || !vite.build.copyPublicDir ? undefined : join(vite.publicDir, path)
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : ''
}
