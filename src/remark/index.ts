import type { Root } from 'mdast'
import type { Transformer } from 'unified'
import type { MarkdownAnswerer } from './answerer.js'
import { openScope } from './scope.js'
import { transformChildren } from './transform-children.js'

export type { MarkdownAnswer, MarkdownAnswerer, MarkdownHtml, MarkdownRequest } from './answerer.js'

/**
 * A unified plugin that answers every reference of a Markdown tree: images, reference-style images, images in links,
 * raw HTML, and the directives `:media`, `::media` and `:::media-set` (after remark-directive). It works with plain
 * remark-rehype, in MDX and wherever else `data.hName` is understood. `sitePathOf` turns the path of a file into its
 * site path; without it the path stands as it is.
 */
export function createRemarkPlugin(
  answerer: MarkdownAnswerer,
  sitePathOf: (path: string) => string = (path) => path,
): () => Transformer<Root, Root> {
  return () => (tree, vfile) => transformChildren(tree, openScope(tree, vfile, answerer, sitePathOf(vfile.path ?? '')))
}
