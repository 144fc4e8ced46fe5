import type { Heading, Nodes, Root } from 'mdast'
import type { Transformer } from 'unified'
import { parseFrontMatter } from '../base/front-matter.js'
import { errorOf, RenditionsError } from '../errors.js'
import { createRemarkPlugin, type MarkdownAnswerer } from '../remark/index.js'
import { titleOf } from './layout.js'
import { literalDirectives } from './literal-directives.js'

export interface RenderedMarkdown {
  html: string
  frontmatter: Record<string, unknown>
  headings: { depth: number; text: string }[]
  /** The front matter's title, else the first heading, else the file's name. */
  title: string
}

/**
 * Markdown (CommonMark, GFM, YAML front matter, directives, raw HTML) as HTML; `answerer` answers its references. `file` is its site path. Directives
 * that nobody answered come out as the author wrote them. Throws `RenditionsError` `markdown-page` with the line when
 * the front matter is malformed, or when the page is nested too deeply.
 */
export async function renderMarkdown(text: string, file: string, answerer: MarkdownAnswerer): Promise<RenderedMarkdown> {
  const parts = await load()
  const headings: RenderedMarkdown['headings'] = []
  const processor = parts
    .unified()
    .use(parts.remarkParse)
    .use(parts.remarkGfm)
    .use(parts.remarkFrontmatter, ['yaml'])
    .use(parts.remarkDirective)
    .use(() => readFrontMatter(file))
    .use(createRemarkPlugin(answerer))
    .use(literalDirectives)
    .use(() => (tree: Root) => collectHeadings(tree, headings))
    .use(parts.remarkRehype, { allowDangerousHtml: true })
    .use(parts.rehypeRaw)
    .use(parts.rehypeStringify)
  try {
    const result = await processor.process({ value: text, path: file })
    const frontmatter = result.data['frontmatter'] as Record<string, unknown>
    return { html: String(result), frontmatter, headings, title: titleOf(frontmatter, headings, file) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const place = { file, line: 1, column: 1 }
    throw new RenditionsError(errorOf('markdown-page', { reason: 'its Markdown is nested too deeply' }, place), { cause: error })
  }
}

/** Only sites with Markdown pages pay for loading these. */
async function load() {
  const [{ unified }, ...rest] = await Promise.all([
    import('unified'),
    import('remark-parse'),
    import('remark-gfm'),
    import('remark-frontmatter'),
    import('remark-directive'),
    import('remark-rehype'),
    import('rehype-raw'),
    import('rehype-stringify'),
  ])
  const [remarkParse, remarkGfm, remarkFrontmatter, remarkDirective, remarkRehype, rehypeRaw, rehypeStringify] = rest
  return {
    unified,
    remarkParse: remarkParse.default,
    remarkGfm: remarkGfm.default,
    remarkFrontmatter: remarkFrontmatter.default,
    remarkDirective: remarkDirective.default,
    remarkRehype: remarkRehype.default,
    rehypeRaw: rehypeRaw.default,
    rehypeStringify: rehypeStringify.default,
  }
}

function readFrontMatter(file: string): Transformer<Root, Root> {
  return (tree, vfile) => {
    const node = tree.children.find((child) => child.type === 'yaml')
    const line = (node?.position?.start.line ?? 0) + 1
    vfile.data['frontmatter'] = node ? parseFrontMatter(node.value, { file, line, column: 1 }) : {}
  }
}

function collectHeadings(node: Nodes, into: { depth: number; text: string }[]): void {
  if (node.type === 'heading') into.push({ depth: node.depth, text: textOf(node).trim() })
  else if ('children' in node) for (const child of node.children) collectHeadings(child, into)
}

function textOf(node: Heading | Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value
  return 'children' in node ? node.children.map(textOf).join('') : ''
}
