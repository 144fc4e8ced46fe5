import { rootUrlOf } from '../base/site-path.js'
import { isPattern } from '../base/pattern.js'
import { isSetFile, isSetPath } from '../base/set-path.js'
import { unwritten } from '../base/unwritten-reference.js'
import { SET_VIEWERS } from '../base/viewer-names.js'
import { errorOf } from '../errors.js'
import type { MediaSet, Problem, Reference } from '../types.js'
import type { SiteParts } from './site-parts.js'

/** Several assets that a reference asks for as one. */
export type Group = { members: readonly Reference[]; set?: MediaSet } | { problem: Problem }

/** What a reference asks for, when that is a set: made in the page, by a pattern, in a file, by a naming rule. */
export async function groupOf(
  parts: SiteParts,
  reference: Reference,
  located: { path: string } | undefined,
): Promise<Group | undefined> {
  if (reference.members) return { members: reference.members }
  if (located && isSetPath(located.path)) {
    const group = await groupOfSet(parts, located.path, [])
    // No file says what a naming rule finds, so its members have the place of the reference.
    if ('problem' in group || isSetFile(located.path)) return group
    return { ...group, members: group.members.map((member) => ({ ...member, place: reference.place })) }
  }
  // A file may have a name that is a pattern, too, and then it is meant.
  const pattern = located ? undefined : patternOf(reference)
  if (pattern === undefined) return undefined
  const paths = parts.sets.matching(pattern, reference.place.file)
  if (paths.length === 0) return { problem: errorOf('set-empty', { pattern }, reference.place) }
  return { members: paths.map((path) => memberOf(reference, rootUrlOf(path))) }
}

/** The pattern a URL is, where it asks for something of ours. */
export function patternOf({ url, explicit, role }: Reference): string | undefined {
  const path = decode(url.replace(/[?#].*$/s, ''))
  return (explicit || role === 'viewer') && path !== undefined && isPattern(path) ? path : undefined
}

async function groupOfSet(parts: SiteParts, path: string, inside: readonly string[]): Promise<Group> {
  const read = await parts.sets.read(path)
  if ('problem' in read) return read
  const { set } = read
  if (inside.includes(path)) return { problem: errorOf('set-circular', { path }, set.items[0]?.place) }
  const members: Reference[] = []
  for (const item of set.items) {
    const asked = referenceTo(item)
    const found = foundBy(parts, asked)
    if (found?.length === 0) return { problem: errorOf('set-empty', { pattern: item.url }, item.place) }
    members.push(...(found === undefined || isOneTogether(parts, asked) ? [asked] : found))
  }
  const circle = await circleIn(parts, members, [...inside, path])
  return circle ? { problem: circle } : { members, set }
}

/** What a member that is a pattern stands for, each by itself; undefined for one that is a file, also one of such a name. */
export function foundBy(parts: SiteParts, member: Reference, pattern = member.url): Reference[] | undefined {
  const { url, place } = member
  if (!isPattern(pattern) || 'path' in parts.locate(url, place.file)) return undefined
  return parts.sets.matching(pattern, place.file).map((path) => ({ ...member, url: rootUrlOf(path) }))
}

/** What a pattern finds is one thing together, since it is to be shown in a viewer of several. */
function isOneTogether({ config }: SiteParts, { wish }: Reference): boolean {
  const named = wish.viewer === undefined ? undefined : config.viewers[wish.viewer]
  return named !== undefined && SET_VIEWERS.includes(named.viewer)
}

/** A set that leads to itself would be bound for ever. */
async function circleIn(
  parts: SiteParts,
  members: readonly Reference[],
  inside: readonly string[],
): Promise<Problem | undefined> {
  for (const { url, place } of members) {
    const located = parts.locate(url, place.file)
    if (!('path' in located) || !isSetPath(located.path)) continue
    if (inside.includes(located.path)) return errorOf('set-circular', { path: located.path }, place)
    const group = await groupOfSet(parts, located.path, inside)
    if ('problem' in group) return group.problem
  }
  return undefined
}

function referenceTo({ url, place, alt, title, link, poster, viewer }: MediaSet['items'][number]): Reference {
  return unwritten({
    role: 'picture',
    place,
    url,
    wish: { ...(viewer !== undefined && { viewer }), overrides: {} },
    attributes: [...textOf('alt', alt), ...textOf('title', title)],
    ...(link !== undefined && { link }),
    ...(poster !== undefined && { poster }),
  })
}

function textOf(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]]
}

/** A member that a pattern found: nothing is said of it but by its sidecar. */
function memberOf(reference: Reference, url: string): Reference {
  const { members: _, ...plain } = reference
  return { ...plain, url, role: 'picture', attributes: [], wish: { overrides: {} } }
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
