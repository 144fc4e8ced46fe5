import type { MarkupNode } from '../base/markup.js'
import type { Place, Problem, ReferenceRole, Wish } from '../types.js'

/** What stands behind the remark plugin: it finds references and writes answers, this makes them. */
export interface MarkdownAnswerer {
  /** The markup for one reference; undefined leaves what the author wrote. */
  answer(request: MarkdownRequest): Promise<MarkdownAnswer | undefined>
  /** True for a viewer that shows several things as one. */
  isForSets(viewer: string): boolean
  /** Rewrites the references of raw HTML; the same text leaves it. */
  html(request: MarkdownHtml): Promise<string>
  report(problem: Problem): void
}

export interface MarkdownAnswer {
  nodes: readonly MarkupNode[]
  /** Where nothing else is in its paragraph, it stands without one. */
  isBlock: boolean
  /** It may never stand inside a paragraph: browsers end the paragraph there. */
  endsParagraph: boolean
}

/** One reference in Markdown. */
export interface MarkdownRequest {
  /** `picture` for an image; `viewer` for a directive or a member of a set, which always ask for something of ours. */
  role: Extract<ReferenceRole, 'picture' | 'viewer'>
  /** As the author means it: escapes and character references decoded, query included. */
  url: string
  alt: string | undefined
  title: string | undefined
  /** As they would stand on an `<img>`: `src` first, then `alt`, `title` and what a directive adds. */
  attributes: readonly (readonly [name: string, value: string])[]
  /** What a directive asks for; the query of `url` is not part of it. */
  wish: Wish
  /** Site path of the Markdown file. */
  file: string
  place: Place
  frontmatter: Readonly<Record<string, unknown>>
  /** It stands inside a link of the author, where a second link is not allowed. */
  insideLink: boolean
  /** What a set shows, in order; `url` is empty then. */
  members?: readonly MarkdownRequest[]
  /** For a member of a set: where the author's link around it leads. */
  link?: string
}

/** A run of raw HTML in Markdown. */
export interface MarkdownHtml {
  text: string
  file: string
  place: Place
  /** Offset of `text` in the Markdown file (UTF-16 units). */
  offset: number
  frontmatter: Readonly<Record<string, unknown>>
  /** All of it stands inside a link of the author. */
  insideLink: boolean
}
