import { posix } from 'node:path'
import type { PublishMode, RequiredField } from '../types.js'
import { converted, listOf, oneOf } from './value.js'

export const PUBLISH_MODES = ['immediate', 'on-activation', 'selective'] as const satisfies readonly PublishMode[]

export const REQUIRED_FIELDS = ['credit', 'licence', 'alt', 'title'] as const satisfies readonly RequiredField[]

export const publishMode = oneOf(...PUBLISH_MODES)

/** As `addressAt` can write it. */
export const targetName = converted(
  'the name of a target (a small letter, then letters, digits, "-" and "_")',
  (raw) => (typeof raw === 'string' && raw.length <= 100 && /^[a-z][\w-]*$/.test(raw) ? raw : undefined),
  (text) => text,
)

const fields = listOf(oneOf(...REQUIRED_FIELDS), REQUIRED_FIELDS.length, 'fields')

/** May be empty: a folder where nothing is required. */
export const requiredFields = {
  ...fields,
  check: (raw: unknown) => (Array.isArray(raw) && raw.length === 0 ? [] : fields.check(raw)),
}

/** Site path of an asset; one slash at its start is taken for the root. */
export const assetPath = converted(
  'the path of an asset from the root, such as "media/placeholder.jpg"',
  (raw) => {
    if (typeof raw !== 'string' || raw.length > 500 || /[\0-\x1f\\]/.test(raw) || raw.endsWith('/')) return undefined
    const path = posix.normalize(raw.replace(/^\/(?!\/)/, ''))
    return path === '.' || path.startsWith('/') || path.split('/').includes('..') ? undefined : path.normalize('NFC')
  },
  (text) => text,
)
