import type { Nodes } from 'mdast'
import type { Wish } from '../types.js'
import type { MarkdownRequest } from './answerer.js'
import { placeOf, type Scope } from './scope.js'

type Attribute = readonly [name: string, value: string]

/** What one node says about the picture it wants. */
export interface Asked {
  url: string
  alt: string | undefined
  title: string | undefined
  /** Further attributes, in order. */
  own: readonly Attribute[]
  wish?: Wish
}

/** A request with everything its surroundings add: file, place, and what the set it belongs to says for all. */
export function requestFor(node: Nodes, scope: Scope, asked: Asked): MarkdownRequest {
  const { url, alt, title, own, wish } = asked
  const { set } = scope
  const texts = [
    ['alt', alt],
    ['title', title],
  ].filter((text): text is [string, string] => text[1] !== undefined)
  const fromSet = set?.picture.filter(([name]) => !own.some(([other]) => other === name)) ?? []
  return {
    role: set || wish ? 'viewer' : 'picture',
    url,
    alt,
    title,
    attributes: [['src', url], ...texts, ...own, ...fromSet],
    wish: mergeWishes(withoutQuery(set?.wish, url), wish),
    file: scope.file,
    place: placeOf(node, scope),
    frontmatter: scope.frontmatter,
    insideLink: scope.insideLink,
  }
}

/** What a set says for all its pictures gives way to what the query of one says. */
function withoutQuery(wish: Wish | undefined, url: string): Wish {
  const query = new URLSearchParams(/\?([^#]*)/.exec(url)?.[1])
  const isOpen = ([name]: readonly [string, unknown]): boolean => !query.has(name)
  const { overrides = {}, ...names } = wish ?? {}
  return {
    ...Object.fromEntries(Object.entries(names).filter(isOpen)),
    overrides: Object.fromEntries(Object.entries(overrides).filter(isOpen)),
  }
}

function mergeWishes(outer: Wish, inner: Wish | undefined): Wish {
  return { ...outer, ...inner, overrides: { ...outer.overrides, ...inner?.overrides } }
}
