import type { Markup } from '../../base/markup.js'
import type { Candidate, PlannedReference } from '../../types.js'
import type { View } from '../view.js'
import { srcsetOf } from '../srcset.js'
import { worthwhileGroups } from '../worthwhile-groups.js'
import { element } from './shown.js'

/** Pixels of the shorter side that a small picture needs: 72 CSS pixels (the style's default) on a screen of density 2. */
const SHORTER_SIDE = 144

/**
 * The small picture that stands for a member: its poster or swatch, the first of a set, else the member itself in its smallest
 * rendition that will do. Without alternative text: what it leads to has a name. Empty where there is no picture.
 */
export function thumbnailMarkup(member: PlannedReference, view: View): Markup[] {
  const shown = member.poster ?? member.members?.[0] ?? member
  if (shown !== member) return thumbnailMarkup(shown, view)
  const groups = worthwhileGroups(member.groups, view)
  const fallback = groups.at(-1)
  if (!fallback && member.asset.probe.kind !== 'image') return []
  const main = (fallback && smallest(fallback.candidates)?.rendition) ?? member.main
  const { width, height } = main.recipe
  const image = element('img', [
    ['src', view.address(main)],
    ['alt', ''],
    ...(width > 0 && height > 0 ? [['width', String(width)] as const, ['height', String(height)] as const] : []),
    ['loading', 'lazy'],
    ['decoding', 'async'],
  ])
  const sources = groups.slice(0, -1).flatMap(({ type, candidates }) => {
    const candidate = smallest(candidates)
    const srcset = candidate && srcsetOf([{ ...candidate, descriptor: '' }], view)
    return srcset
      ? [
          element('source', [
            ['type', type],
            ['srcset', srcset],
          ]),
        ]
      : []
  })
  return sources.length > 0 ? [element('picture', [], [...sources, image])] : [image]
}

function smallest(candidates: readonly Candidate[]): Candidate | undefined {
  const enough = ({ rendition: { recipe } }: Candidate): boolean => Math.min(recipe.width, recipe.height) >= SHORTER_SIDE
  return candidates.find(enough) ?? candidates.at(-1)
}
