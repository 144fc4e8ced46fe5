import type { Definition, Nodes, Root } from 'mdast'
import type { Transformer } from 'unified'
import { parseFrontMatter } from '../base/front-matter.js'
import { RenditionsError } from '../errors.js'
import type { Place } from '../types.js'
import type { MarkdownAnswerer } from './answerer.js'
import type { Directive } from './read-directive.js'

type VFile = Parameters<Transformer>[1]

/** What is known at a node from what stands around it. */
export interface Scope {
  answerer: MarkdownAnswerer
  /** Site path of the file. */
  file: string
  /** Text of the file. */
  source: string
  frontmatter: Readonly<Record<string, unknown>>
  definitions: ReadonlyMap<string, Definition>
  insideLink: boolean
  /** The set whose member this is. */
  set?: Directive
}

export function openScope(tree: Root, vfile: VFile, answerer: MarkdownAnswerer, file: string): Scope {
  const definitions = new Map<string, Definition>()
  collectDefinitions(tree, definitions)
  const frontmatter = frontMatterOf(tree, vfile, file, answerer)
  return { answerer, file, source: String(vfile.value), frontmatter, definitions, insideLink: false }
}

export function placeOf(node: Nodes, scope: Scope): Place {
  const { line, column } = node.position?.start ?? { line: 1, column: 1 }
  return { file: scope.file, line, column }
}

/** Of two definitions with one name the first counts (https://spec.commonmark.org/0.31.2/#matches). */
function collectDefinitions(node: Nodes, into: Map<string, Definition>): void {
  if (node.type === 'definition' && !into.has(node.identifier)) into.set(node.identifier, node)
  if ('children' in node) for (const child of node.children) collectDefinitions(child, into)
}

/** As parsed by whoever runs the pipeline (Astro; remark-parse-frontmatter, vfile-matter), else read here. */
function frontMatterOf(tree: Root, vfile: VFile, file: string, answerer: MarkdownAnswerer): Readonly<Record<string, unknown>> {
  const { astro, frontmatter, matter } = vfile.data as {
    astro?: { frontmatter?: unknown }
    frontmatter?: unknown
    matter?: unknown
  }
  const parsed = [astro?.frontmatter, frontmatter, matter].find((value) => value !== null && typeof value === 'object')
  if (parsed) return parsed as Record<string, unknown>
  const node = tree.children.find((child) => child.type === 'yaml')
  if (!node) return {}
  try {
    return parseFrontMatter(node.value, { file, line: (node.position?.start.line ?? 1) + 1, column: 1 })
  } catch (error) {
    if (!(error instanceof RenditionsError)) throw error
    answerer.report(error.problem)
    return {}
  }
}
