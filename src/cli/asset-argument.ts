import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { nearestName } from '../base/nearest-name.js'
import { fromSitePath, toSitePath } from '../base/site-path.js'
import { errorOf, RenditionsError } from '../errors.js'

/** Where a path argument is read from. Absolute folders. */
export interface ArgumentPlace {
  root: string
  cwd: string
}

/** A path argument, and the absolute folder it was read from. */
export interface PathArgument {
  path: string
  from: string
}

/**
 * The site path an argument means: relative to where the shell stands, as names are completed there, else to the
 * site's root. `isKnown` decides between the two. Throws `wrong-arguments` for what lies outside the site.
 */
export function readPath(
  argument: string,
  { root, cwd }: ArgumentPlace,
  command: string,
  isKnown: (path: string) => boolean = () => true,
): PathArgument {
  const readings = [
    { path: toSitePath(root, resolve(cwd, argument)), from: cwd },
    { path: toSitePath(root, resolve(root, argument.replace(/^[/\\]+/, ''))), from: root },
  ].flatMap(({ path, from }) => (path === undefined ? [] : [{ path, from }]))
  const [first] = readings
  if (first === undefined)
    throw new RenditionsError(errorOf('wrong-arguments', { command, reason: `"${argument}" is not below the site's folder` }))
  return readings.find(({ path }) => isKnown(path)) ?? first
}

/** True when something stands at a site path, a link included. */
export function isThere(root: string, path: string): boolean {
  return lstatSync(fromSitePath(root, path), { throwIfNoEntry: false }) !== undefined
}

/** The asset an argument means, of those the site has or had. Throws `no-such-asset` with the nearest name. */
export function assetOfArgument(argument: string, place: ArgumentPlace, command: string, known: Iterable<string>): string {
  const paths = new Set(known)
  const { path } = readPath(argument, place, command, (candidate) => paths.has(candidate))
  if (paths.has(path)) return path
  const nearest = nearestName(path, paths)
  throw new RenditionsError(errorOf('no-such-asset', { path, reason: 'it is no asset of this site', nearest }))
}
