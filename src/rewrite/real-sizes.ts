import type { Candidate, FormatGroup, PlannedReference, Rendition } from '../types.js'
import type { View } from './view.js'

/**
 * The same plan with the sizes that its files have. They differ from what was planned where borders were trimmed: what is
 * left of a picture is known only when it is rendered. Candidates that came out alike become one.
 */
export function withRealSizes(planned: PlannedReference, view: View): PlannedReference {
  if (!planned.preset.operations.some(({ name }) => name === 'trim')) return planned
  const groups = planned.groups.map((group) => realGroup(group, view))
  const main = real(planned.main, view)
  const size = groups.at(-1)?.candidates.at(-1)?.rendition.recipe ?? main.recipe
  return {
    ...planned,
    groups,
    ...(planned.art && {
      art: planned.art.map((one) => ({ ...one, groups: one.groups.map((group) => realGroup(group, view)) })),
    }),
    main,
    width: size.width,
    height: size.height,
    ...(planned.large && { large: realGroup(planned.large, view) }),
  }
}

function realGroup(group: FormatGroup, view: View): FormatGroup {
  const renditions = group.candidates.map(({ rendition }) => real(rendition, view))
  const distinct = [...new Map(renditions.map((rendition) => [rendition.recipe.width, rendition])).values()]
  const [smallest] = distinct
  const kind = group.candidates[0]?.descriptor.at(-1) ?? ''
  const descriptorOf = ({ recipe: { width } }: Rendition): string => {
    if (distinct.length === 1 || !smallest) return ''
    return kind === 'w' ? `${width}w` : `${Math.round((width / smallest.recipe.width) * 100) / 100}x`
  }
  return { ...group, candidates: distinct.map((rendition): Candidate => ({ rendition, descriptor: descriptorOf(rendition) })) }
}

function real(rendition: Rendition, view: View): Rendition {
  const artifact = view.artifact(rendition.key)
  if (!artifact) return rendition
  return { ...rendition, recipe: { ...rendition.recipe, width: artifact.width, height: artifact.height } }
}
