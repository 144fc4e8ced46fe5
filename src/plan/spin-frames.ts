import { frameGroups, frameOf } from '../base/spin-frame.js'
import type { FormatGroup, PlannedReference } from '../types.js'

/**
 * The frames of a spin with what is shown of them: of the first everything, because it is a picture of the page; of the others
 * one size in the formats that frames may have. An AVIF of each width for each frame would be most of a build's work.
 */
export function spinFrames(members: readonly PlannedReference[]): PlannedReference[] {
  return members.map((member, at) => (at === 0 ? member : { ...member, ...frameOnly(member) }))
}

/** A stable address stays what it is: the largest picture in the format for all. */
function frameOnly({ groups, main, stable }: PlannedReference): Partial<PlannedReference> {
  const shown = frameGroups(groups).map(onlyFrame)
  const last = shown.at(-1)?.candidates[0]?.rendition
  return { groups: shown, main: stable === undefined ? (last ?? main) : main }
}

function onlyFrame(group: FormatGroup): FormatGroup {
  const frame = frameOf(group)
  return { ...group, candidates: group.candidates.filter(({ rendition }) => rendition === frame) }
}
