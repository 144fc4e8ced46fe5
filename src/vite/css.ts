import type { Plugin, Rollup } from 'vite'
import { discoverCss } from '../discover/css.js'
import { splitUrl } from '../discover/query.js'
import { errorOf, formatProblem, RenditionsError } from '../errors.js'
import { applyEdits, type Edit } from '../rewrite/apply-edits.js'
import { cssValue } from '../rewrite/css.js'
import type { Bound } from '../pipeline.js'
import type { PlannedReference, Problem, Reference, Rendition } from '../types.js'
import { answerNow, slotAddress, slotFor } from './answer.js'
import { isServing, sitePathOf, type Context, type OpenSite } from './context.js'
import { isDevAnswer } from './dev-answer.js'
import { noteDocument } from './html.js'
import { withheldAmong } from './withheld.js'

const STYLES =
  /\.(?:css|scss|sass|less|styl|stylus|pcss|postcss)(?:$|\?)|[?&]lang\.(?:css|scss|sass|less|styl|stylus|pcss|postcss)/
const LEFT_TO_VITE = /[?&](?:raw|url)\b/

/** Style sheets: `url(…?preset=)` becomes `image-set()`, before Vite and the preprocessors read it. */
export function cssPlugin(context: Context): Plugin {
  return {
    name: 'renditions:css',
    enforce: 'pre',
    transform: {
      filter: { id: { include: STYLES, exclude: LEFT_TO_VITE }, code: /url\(|image-set\(/i },
      async handler(code, id) {
        const file = sitePathOf(context, id)
        if (file === undefined || !STYLES.test(id) || LEFT_TO_VITE.test(id)) return null
        const { references, problems } = discoverCss(code, file, { everything: true })
        const explicit = references.filter((reference) => reference.explicit && !isDevAnswer(context, reference.url))
        const open = await context.open()
        const withheld = isServing(context) ? [] : await withheldAmong(context, references)
        if (explicit.length + withheld.length === 0) return null
        open.site.report(problems)
        const edits = await Promise.all(explicit.map((reference) => editFor(context, reference)))
        for (const { reference, problem } of withheld)
          edits.push(emptyEdit(context, open, { kind: 'failed', reference, problem }))
        const edited = applyEdits(
          code,
          edits.filter((edit) => edit !== undefined),
        )
        return { code: edited.text, map: edited.map() }
      },
    },
  }
}

/** `import css from './a.css?inline'`: a string of a script, where addresses may be known at run time only. */
export function inlineCssPlugin(context: Context): Plugin {
  return {
    name: 'renditions:css-inline',
    enforce: 'post',
    apply: 'build',
    transform: {
      filter: { id: /[?&]inline\b/, code: /renditions:\/\// },
      handler(code, id) {
        const literal = /^export default (".*")\s*;?\s*$/s.exec(code)?.[1]
        if (literal === undefined || !STYLES.test(id)) return null
        return { code: `export default ${context.slots.toScript(JSON.parse(literal) as string)}`, map: null }
      },
    },
  }
}

/** While serving: what came into a style sheet by `@import` or `@use` too late to be answered. */
export function importedCssPlugin(context: Context): Plugin {
  return {
    name: 'renditions:css-imported',
    apply: 'serve',
    transform: {
      filter: { id: { include: STYLES, exclude: LEFT_TO_VITE }, code: /url\(|image-set\(/i },
      handler(code, id) {
        const file = sitePathOf(context, id)
        if (file === undefined || !STYLES.test(id)) return null
        const late = discoverCss(code, file).references.find(({ explicit, url }) => explicit && !isDevAnswer(context, url))
        if (late) throw new RenditionsError(errorOf('style-imported', { url: late.url }, { file, line: 1, column: 1 }))
        return null
      },
    },
  }
}

/** The same in a build, in a finished style sheet: there, the original would be published instead. */
export function importedWishes(css: string, bundle: Rollup.OutputBundle): Problem[] {
  return Array.from(css.matchAll(/\?[^"')\s?]+/g), ({ 0: query, index }) => {
    const name = /[^/"'(\s]*$/.exec(css.slice(Math.max(0, index - 300), index))?.[0] ?? ''
    if (!splitUrl(name + query).explicit) return []
    const isMeant = (output: Rollup.OutputAsset | Rollup.OutputChunk): boolean => encodeURI(output.fileName).endsWith(`/${name}`)
    const asset = Object.values(bundle).find(isMeant)
    return asset?.type === 'asset' ? [errorOf('style-imported', { url: (asset.originalFileNames[0] ?? name) + query })] : []
  }).flat()
}

async function editFor(context: Context, reference: Reference): Promise<Edit | undefined> {
  const open = await context.open()
  const bound = await open.site.bind(reference)
  if (bound.kind === 'left') return undefined
  if (bound.kind === 'planned') noteDocument(context, bound.planned, reference.place.file)
  if (isServing(context)) {
    // A style sheet has no place where an error could be seen.
    if (bound.kind === 'failed') context.vite.logger.error(formatProblem(bound.problem))
    const text = await answerNow(context, open, bound)
    return { ...reference.range, text: reference.role === 'css' ? text : `url("${text}")` }
  }
  if (bound.kind === 'failed') return emptyEdit(context, open, bound)
  open.site.enqueue(bound.planned)
  return { ...reference.range, text: withSlots(context, bound.planned) }
}

function emptyEdit(context: Context, open: OpenSite, bound: Extract<Bound, { kind: 'failed' }>): Edit {
  const slot = slotFor(context, open, bound)
  return { ...bound.reference.range, text: bound.reference.role === 'css' ? slot : `url("${slot}")` }
}

/**
 * The value with one slot per address: the `image-set()` itself must stand there at once, because Vite's CSS
 * pipeline adds prefixes and lowers it for older browsers.
 */
function withSlots(context: Context, planned: PlannedReference): string {
  const address = (rendition: Rendition): string => slotAddress(context, planned, rendition, 'css')
  const view = {
    address,
    stableAddress: () => address(planned.main),
    siteAddress: () => address(planned.main),
    artifact: () => undefined,
    placeholder: () => undefined,
    inlineStyle: true,
    site: undefined,
  }
  if (planned.reference.role === 'css') return cssValue(planned, view, 'css')
  return `url("${address(planned.main)}")`
}
