import type { PlannedReference, Rendition } from '../../src/types.js'
import { planned, type Example } from './example.js'

/** A set of `count` members of one form, whose files are called `f1`, `f2` …; `whole` is what is said of the set. */
export function plannedSet(count: number, whole: Example, member: Example = {}): PlannedReference {
  const members = Array.from({ length: count }, (_, at) => renamed(memberOf(member), `f${at + 1}`))
  return { ...planned(whole), groups: [], members }
}

/** Bound by itself, without a viewer, but with a large picture. */
function memberOf(example: Example): PlannedReference {
  const { viewer: _, ...member } = planned({ attributes: [], viewer: 'spin', ...example })
  return member
}

function renamed(member: PlannedReference, stem: string): PlannedReference {
  const rename = (one: Rendition): Rendition => ({ ...one, stem, key: `${one.key}-${stem}` })
  const renameGroup = (group: PlannedReference['groups'][number]): PlannedReference['groups'][number] => ({
    ...group,
    candidates: group.candidates.map((candidate) => ({ ...candidate, rendition: rename(candidate.rendition) })),
  })
  const { large } = member
  return {
    ...member,
    main: rename(member.main),
    groups: member.groups.map(renameGroup),
    ...(large && { large: renameGroup(large) }),
  }
}
