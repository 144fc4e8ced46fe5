/** Name of the build's output folder among targets. */
export const OUTPUT = 'output'

/** A path at a target. */
export interface PathAtTarget {
  target: string
  /** Below the target's root, no leading slash. */
  path: string
}

/**
 * An address as ledger and decisions know it: the path for the output, `name:path` for any other target. No path of ours
 * holds a colon before its first slash, and target names hold none.
 */
export function addressAt(target: string, path: string): string {
  return target === OUTPUT ? path : `${target}:${path}`
}

/** The opposite of `addressAt`. */
export function placeOf(address: string): PathAtTarget {
  const name = /^([a-z][\w-]*):/.exec(address)?.[1]
  return name === undefined ? { target: OUTPUT, path: address } : { target: name, path: address.slice(name.length + 1) }
}
