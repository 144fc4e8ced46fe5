/// <reference types="remark-directive" />
/// <reference types="remark-rehype" />
import type { Definition, Html, Image, ImageReference, Nodes, Parent, Root, RootContent } from 'mdast'
import { errorOf } from '../errors.js'
import { mergeHtml } from './merge-html.js'
import { answerToMdast, withoutParagraph } from './paragraphs.js'
import { readDirective } from './read-directive.js'
import { requestFor } from './request-for.js'
import { placeOf, type Scope } from './scope.js'
import type { MarkdownRequest } from './answerer.js'
import { attributesOf, elementNode, propertiesOf } from './to-hast.js'

type MediaDirective = Extract<RootContent, { type: 'textDirective' | 'leafDirective' }>
type MediaSet = Extract<RootContent, { type: 'containerDirective' }>

/** Answers every reference below a node, in place. */
export async function transformChildren(parent: Parent, scope: Scope): Promise<void> {
  // Each level starts on an empty stack, however deep the page is nested.
  await Promise.resolve()
  let openLinks = 0
  const work = mergeHtml(parent.children, scope.source).map((node) => {
    const inside = openLinks > 0 ? { ...scope, insideLink: true } : scope
    if (node.type === 'html') openLinks += count(node.value, /<a[\s>]/gi) - count(node.value, /<\/a\s*>/gi)
    return transformNode(node, inside)
  })
  parent.children = (await Promise.all(work)).flat()
}

async function transformNode(node: RootContent, scope: Scope): Promise<RootContent[]> {
  switch (node.type) {
    case 'image':
      return answerImage(node, node, scope)
    case 'imageReference': {
      const definition = scope.definitions.get(node.identifier)
      return definition ? answerImage(node, definition, scope) : [node]
    }
    case 'html':
      return [await rewriteHtml(node, scope)]
    case 'textDirective':
    case 'leafDirective':
      if (node.name === 'media') return answerDirective(node, scope)
      break
    case 'containerDirective':
      if (node.name === 'media-set') return answerSet(node, scope)
      break
  }
  if ('children' in node) {
    await transformChildren(node, node.type === 'link' || node.type === 'linkReference' ? { ...scope, insideLink: true } : scope)
  }
  return node.type === 'paragraph' ? withoutParagraph(node) : [node]
}

async function answerImage(node: Image | ImageReference, target: Image | Definition, scope: Scope): Promise<RootContent[]> {
  // Empty brackets say nothing, so that the sidecar's text may stand there.
  const asked = {
    url: target.url,
    alt: node.alt || undefined,
    title: target.title ?? undefined,
    own: attributesOf(node.data?.hProperties),
  }
  const answer = await scope.answerer.answer(requestFor(node, scope, asked))
  return answer ? answerToMdast(answer, node.position) : [node]
}

async function rewriteHtml(node: Html, scope: Scope): Promise<Html> {
  const { file, frontmatter, insideLink } = scope
  const request = {
    text: node.value,
    file,
    place: placeOf(node, scope),
    offset: node.position?.start.offset ?? 0,
    frontmatter,
    insideLink,
  }
  return { ...node, value: await scope.answerer.html(request) }
}

async function answerDirective(node: MediaDirective, scope: Scope): Promise<RootContent[]> {
  const attributes = node.attributes ?? {}
  // "social:media" in a sentence is no directive of ours.
  if (node.type === 'textDirective' && Object.keys(attributes).length === 0 && node.children.length === 0) return [node]
  const place = placeOf(node, scope)
  const { src, alt: given, wish, global, picture, problems } = readDirective(attributes, 'media', place)
  for (const problem of problems) scope.answerer.report(problem)
  if (!src) {
    scope.answerer.report(
      errorOf('invalid-attribute', { attribute: 'src', expected: 'the address of a media file', received: '' }, place),
    )
    return [node]
  }
  const alt = given ?? (textOf(node) || undefined)
  const title = global.find(([name]) => name === 'title')?.[1]
  const own = [...global.filter(([name]) => name !== 'title'), ...picture]
  const answer = await scope.answerer.answer(requestFor(node, scope, { url: src, alt, title, own, wish }))
  if (answer) return answerToMdast(answer, node.position)
  return [{ type: 'image', url: src, alt: alt ?? '', title: title ?? null, data: { hProperties: propertiesOf(own) } }]
}

/**
 * A set with a viewer for sets becomes that. Any other is its pictures, one after the other, each with the set's preset and
 * viewer.
 */
async function answerSet(node: MediaSet, scope: Scope): Promise<RootContent[]> {
  const set = readDirective(node.attributes ?? {}, 'media-set', placeOf(node, scope))
  for (const problem of set.problems) scope.answerer.report(problem)
  const label = node.children.find((child) => child.type === 'paragraph' && child.data?.directiveLabel)
  const members = node.children.filter((child) => child !== label).flatMap(unwrapped)
  if (set.wish.viewer !== undefined && scope.answerer.isForSets(set.wish.viewer)) {
    const name = label && textOf(label)
    const requests = members.flatMap((member) => memberRequests(member, scope))
    const own = [...set.global.filter(([attribute]) => attribute !== 'title'), ...set.picture]
    const asked = { url: '', alt: name, title: undefined, own, wish: set.wish }
    const answer = await scope.answerer.answer({ ...requestFor(node, scope, asked), members: requests })
    return answer ? answerToMdast(answer, node.position) : [node]
  }
  const list: Root = { type: 'root', children: members }
  await transformChildren(list, { ...scope, set })
  const { className, ...rest } = propertiesOf(set.global)
  const name = label ? { role: 'group', ariaLabel: textOf(label) } : {}
  const classes = ['media-set', ...(Array.isArray(className) ? className : [])]
  return [elementNode('div', { className: classes, ...name, ...rest }, {}, list.children, node.position)]
}

/** What a node in a set with a viewer asks for: pictures, also inside a link, and directives. Nothing else has a place there. */
function memberRequests(node: RootContent, scope: Scope, link?: string): MarkdownRequest[] {
  const found = memberRequest(node, scope)
  if (found) return [link === undefined ? found : { ...found, link }]
  if (node.type === 'link') return node.children.flatMap((child) => memberRequests(child, scope, node.url))
  const what = node.type === 'paragraph' || node.type === 'text' ? 'text' : `"${node.type}"`
  scope.answerer.report(errorOf('set-content', { what }, placeOf(node, scope)))
  return []
}

function memberRequest(node: RootContent, scope: Scope): MarkdownRequest | undefined {
  if (node.type === 'image' || node.type === 'imageReference') {
    const target = node.type === 'image' ? node : scope.definitions.get(node.identifier)
    const own = attributesOf(node.data?.hProperties)
    return (
      target && requestFor(node, scope, { url: target.url, alt: node.alt || undefined, title: target.title ?? undefined, own })
    )
  }
  if ((node.type === 'leafDirective' || node.type === 'textDirective') && node.name === 'media') {
    const { src, alt, wish, global, problems } = readDirective(node.attributes ?? {}, 'media', placeOf(node, scope))
    for (const problem of problems) scope.answerer.report(problem)
    const title = global.find(([name]) => name === 'title')?.[1]
    if (src === undefined) return undefined
    return requestFor(node, scope, { url: src, alt: alt ?? (textOf(node) || undefined), title, own: [], wish })
  }
  return undefined
}

/** Pictures on lines of their own make one paragraph in Markdown; in a set each stands for itself. */
function unwrapped(node: RootContent): RootContent[] {
  if (node.type !== 'paragraph') return [node]
  const pictures = node.children.filter(
    (child) => child.type !== 'break' && !(child.type === 'text' && child.value.trim() === ''),
  )
  const isOnlyPictures = pictures.every((child) =>
    ['image', 'imageReference', 'textDirective', 'link', 'linkReference', 'html'].includes(child.type),
  )
  return isOnlyPictures ? pictures : [node]
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value
  if ('alt' in node) return node.alt ?? ''
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
