import { unwritten } from '../base/unwritten-reference.js'
import type { MarkupNode } from '../base/markup.js'
import { SET_VIEWERS } from '../base/viewer-names.js'
import { needsBlock } from '../plan/needs-block.js'
import { viewersOf } from '../plan/plan-reference.js'
import { splitUrl } from '../discover/query.js'
import type { Bound, PageWish } from '../pipeline.js'
import type { MarkdownAnswer, MarkdownAnswerer, MarkdownRequest } from '../remark/index.js'
import { serialize } from '../rewrite/markup-tree.js'
import { failedMarkup, markupOf } from '../rewrite/picture.js'
import type { View } from '../rewrite/view.js'
import type { PlannedReference, Reference } from '../types.js'
import { devView, slotAddress, slotFor, standaloneView } from './answer.js'
import { devErrorAddress } from './dev-address.js'
import { noteDocument, rewriteHtml } from './html.js'
import { shownNow } from './dev-film.js'
import { isServing, type Context, type OpenSite } from './context.js'

/**
 * Answers the references of Markdown: with slots in a build, with markup while serving. Collects the viewers used. With
 * `asTree` the answer is a tree at all times, for a pipeline that may end in JSX, where a string is no markup.
 */
export function markdownAnswerer(context: Context, viewers: Set<string>, asTree = false): MarkdownAnswerer {
  return {
    answer: (request) => answerRequest(context, request, viewers, asTree),
    async html({ text, file, place, frontmatter, insideLink }) {
      const rewritten = await rewriteHtml(context, text, file, {
        isFragment: true,
        insideLink,
        page: pageWish(frontmatter),
        from: place,
      })
      for (const viewer of rewritten.viewers) viewers.add(viewer)
      return rewritten.text
    },
    isForSets: (name) => {
      const viewer = Object.hasOwn(context.config.viewers, name) ? context.config.viewers[name] : undefined
      return viewer !== undefined && SET_VIEWERS.includes(viewer.viewer)
    },
    report: (problem) => void context.open().then(({ site }) => site.report([problem])),
  }
}

async function answerRequest(
  context: Context,
  request: MarkdownRequest,
  viewers: Set<string>,
  asTree: boolean,
): Promise<MarkdownAnswer | undefined> {
  const open = await context.open()
  const reference = referenceOf(request)
  if (!request.members && splitUrl(request.url).vite) return undefined
  const bound = withAlt(await open.site.bind(reference, pageWish(request.frontmatter)))
  if (bound.kind === 'left') return undefined
  if (bound.kind === 'planned') {
    for (const viewer of viewersOf(bound.planned)) viewers.add(viewer)
    noteDocument(context, bound.planned, request.file)
  }
  return {
    nodes: await nodesFor(context, open, bound, asTree),
    isBlock: bound.kind === 'planned' && isBlock(bound.planned),
    endsParagraph: bound.kind === 'planned' && needsBlock(bound.planned),
  }
}

async function nodesFor(
  context: Context,
  open: OpenSite,
  bound: Exclude<Bound, { kind: 'left' }>,
  asTree: boolean,
): Promise<readonly MarkupNode[]> {
  if (!isServing(context)) return asTree ? answerAsTree(context, open, bound) : [slotFor(context, open, bound)]
  if (bound.kind === 'planned') {
    const markup = async (planned: PlannedReference): Promise<readonly MarkupNode[]> =>
      markupOf(planned, await devView(context, open, planned))
    return markup(await shownNow(context, open, bound.planned, async (planned) => serialize(await markup(planned))))
  }
  const { problem, reference } = bound
  return failedMarkup(reference, problem, devErrorAddress(context, reference, problem.code, problem.message))
}

/** A picture alone is text, also in a viewer that is no more than a link around it; other viewers have lists and the like. */
function isBlock({ viewer }: PlannedReference): boolean {
  return viewer !== undefined && !['zoom', 'inline-zoom', 'flyout'].includes(viewer.viewer)
}

/** Empty brackets are `alt=""` in Markdown (https://spec.commonmark.org/0.31.2/#images), unless the sidecar knows better. */
function withAlt(bound: Bound): Bound {
  if (bound.kind === 'left') return bound
  const { reference } = bound.kind === 'planned' ? bound.planned : bound
  const { attributes = [] } = reference
  const known = bound.kind === 'planned' ? bound.planned.sidecar.alt : undefined
  if (known !== undefined || attributes.some(([name]) => name === 'alt')) return bound
  const silent: Reference = { ...reference, attributes: [...attributes, ['alt', '']] }
  return bound.kind === 'planned'
    ? { ...bound, planned: { ...bound.planned, reference: silent } }
    : { ...bound, reference: silent }
}

/** What the tree looks like depends on what was rendered, so this waits for the encoder. Only addresses can come later. */
async function answerAsTree(
  context: Context,
  open: OpenSite,
  bound: Exclude<Bound, { kind: 'left' }>,
): Promise<readonly MarkupNode[]> {
  if (bound.kind === 'failed') return failedMarkup(bound.reference, bound.problem)
  const { planned } = bound
  open.site.enqueue(planned)
  // What a film is in the tree is known before it is encoded.
  await open.site.settle(context.standalone ? undefined : 'leave')
  const problem = open.site.failure(planned)
  if (!problem)
    return markupOf(planned, context.standalone ? standaloneView(context, open, planned) : openView(context, open, planned))
  open.site.report([problem])
  return failedMarkup(planned.reference, problem)
}

/** A bundler fills in the addresses at the end: inside a string of a script, which in MDX is no HTML. */
function openView(context: Context, open: OpenSite, planned: PlannedReference): View {
  const escape = planned.reference.place.file.endsWith('.mdx') ? 'js' : 'html-attribute'
  return {
    ...standaloneView(context, open, planned),
    address: (rendition) => slotAddress(context, planned, rendition, escape),
    stableAddress: () => slotAddress(context, planned, planned.main, escape),
  }
}

function referenceOf(request: MarkdownRequest): Reference {
  const { wish } = splitUrl(request.url)
  const asked = { ...wish, ...dropUndefined(request.wish), overrides: { ...wish.overrides, ...request.wish.overrides } }
  return unwritten({
    role: request.role,
    place: request.place,
    url: request.url,
    wish: asked,
    attributes: request.attributes,
    insideLink: request.insideLink,
    ...(request.members && { members: request.members.map(referenceOf) }),
    ...(request.link !== undefined && { link: request.link }),
    explicit:
      request.role === 'viewer' ||
      asked.preset !== undefined ||
      asked.viewer !== undefined ||
      Object.keys(asked.overrides).length > 0,
  })
}

/** What a page's front matter says for all its references. */
export function pageWish(frontmatter: Readonly<Record<string, unknown>>): PageWish {
  const { preset, viewer } = frontmatter
  return { ...(typeof preset === 'string' && { preset }), ...(typeof viewer === 'string' && { viewer }) }
}

function dropUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Partial<T>
}
