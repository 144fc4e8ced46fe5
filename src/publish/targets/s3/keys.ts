import { errorOf, RenditionsError } from '../../../errors.js'
import { isSafeAddress } from '../../is-safe-address.js'

/** S3's own limit. */
const LONGEST_KEY = 1024

/** Names of the objects of one target. */
export interface Keys {
  /** Empty, or with a slash at its end. */
  readonly prefix: string
  /** The key of a path; rejects what cannot be one or could be taken for another. */
  of(path: string): string
  /** The path of a key below the prefix. */
  pathOf(key: string): string
}

/** Puts paths below a prefix. Without one, the bucket has to be ours alone. */
export function createKeys(target: string, options: { prefix?: string; ownsBucket?: boolean }): Keys {
  const trimmed = (options.prefix ?? '').replace(/^\/+|\/+$/g, '')
  const expected = 'a folder, or "ownsBucket: true" for a bucket that holds nothing else,'
  const option = `targets.${target}.prefix`
  if (trimmed === '' && !options.ownsBucket)
    throw new RenditionsError(
      errorOf('invalid-option', { option, expected, received: options.prefix === undefined ? 'neither' : `"${options.prefix}"` }),
    )
  if (trimmed !== '' && !isSafeAddress(trimmed))
    throw new RenditionsError(errorOf('invalid-option', { option, expected, received: JSON.stringify(options.prefix) }))
  const prefix = trimmed === '' ? '' : `${trimmed}/`
  return {
    prefix,
    of(path) {
      const bytes = Buffer.byteLength(prefix + path)
      const reason = !isSafeAddress(path)
        ? 'it has empty, "." or ".." segments or characters that are no part of an address'
        : bytes > LONGEST_KEY && `with its prefix it has ${bytes} bytes, and a key may have ${LONGEST_KEY}`
      if (reason) throw new RenditionsError(errorOf('target-path', { target, path, reason }))
      return prefix + path
    },
    pathOf: (key) => key.slice(prefix.length),
  }
}

/** Percent-encoding as signatures want it: all but letters, digits and `-_.~`. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** A key as the path of a URL. */
export function encodeKey(key: string): string {
  return key.split('/').map(encodeStrictly).join('/')
}
