import { brokenAnswer } from './failure.js'
import { parseXml, textOf, type XmlElement } from './xml.js'

/** One page of a listing. */
export interface ListPage {
  objects: readonly { key: string; bytes: number }[]
  /** Where the next page begins; undefined on the last. */
  next?: string
}

/** One page of multipart uploads that are under way. */
export interface UploadsPage {
  uploads: readonly { key: string; id: string }[]
  next?: { key: string; id: string }
}

/** Reads an answer of ListObjectsV2; throws when it is not a whole one. */
export function parseListPage(text: string, asked: { bucket: string }): ListPage {
  return strictly(() => {
    const page = rootOf(text, 'ListBucketResult')
    if (textOf(page, 'Name') !== asked.bucket) throw new Error('it is not of this bucket')
    const read = decoderOf(page)
    const objects = page.children
      .filter(({ name }) => name === 'Contents')
      .map((entry) => ({ key: read(must(entry, 'Key')), bytes: sizeOf(must(entry, 'Size')) }))
    const count = textOf(page, 'KeyCount')
    if (count !== undefined && Number(count) !== objects.length)
      throw new Error(`it counts ${count} keys and has ${objects.length}`)
    const next = isTruncated(page) ? must(page, 'NextContinuationToken') : undefined
    if (next === '') throw new Error('it goes on but does not say where')
    return { objects, next }
  })
}

/** Reads an answer of ListMultipartUploads. */
export function parseUploadsPage(text: string): UploadsPage {
  return strictly(() => {
    const page = rootOf(text, 'ListMultipartUploadsResult')
    const read = decoderOf(page)
    const uploads = page.children
      .filter(({ name }) => name === 'Upload')
      .map((entry) => ({ key: read(must(entry, 'Key')), id: must(entry, 'UploadId') }))
    if (!isTruncated(page)) return { uploads }
    return { uploads, next: { key: read(must(page, 'NextKeyMarker')), id: must(page, 'NextUploadIdMarker') } }
  })
}

/**
 * Goes through all pages. Throws when a key is outside of what was asked for, comes twice or out of order, or when a page
 * leads to one that was there before: what is missing from a listing must never look as if it were gone.
 */
export async function listAll(
  prefix: string,
  page: (token: string | undefined) => Promise<ListPage>,
): Promise<{ key: string; bytes: number }[]> {
  const all: { key: string; bytes: number }[] = []
  const seen = new Set<string>()
  let token: string | undefined
  let last: string | undefined
  do {
    const { objects, next } = await page(token)
    for (const object of objects) {
      if (!object.key.startsWith(prefix)) throw brokenListing('it has keys that were not asked for')
      if (last !== undefined && !isBefore(last, object.key)) throw brokenListing('its keys are not in order, or come twice')
      last = object.key
      all.push(object)
    }
    if (next !== undefined && seen.has(next)) throw brokenListing('it leads back to itself')
    if (next !== undefined) seen.add(next)
    token = next
  } while (token !== undefined)
  return all
}

/** S3 sorts by bytes of UTF-8, which code units agree with until surrogates come in. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
}

function strictly<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw brokenListing((error as Error).message)
  }
}

function brokenListing(reason: string): Error {
  return brokenAnswer(`its listing is not whole: ${reason}`)
}

function rootOf(text: string, name: string): XmlElement {
  const root = parseXml(text)
  if (root.name !== name) throw new Error(`it is <${root.name.slice(0, 40)}>, not <${name}>`)
  return root
}

function must(element: XmlElement, name: string): string {
  const text = textOf(element, name)
  if (text === undefined) throw new Error(`<${name}> is missing`)
  return text
}

function isTruncated(page: XmlElement): boolean {
  const text = must(page, 'IsTruncated')
  if (text !== 'true' && text !== 'false') throw new Error('it does not say whether it goes on')
  return text === 'true'
}

function sizeOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error('a size is no number')
  return Number(text)
}

/** Keys are asked for URL-encoded, because XML cannot hold all of them; servers that do not know that say nothing of it. */
function decoderOf(page: XmlElement): (key: string) => string {
  if (textOf(page, 'EncodingType') !== 'url') return (key) => key
  return (key) => decodeURIComponent(key.replaceAll('+', ' '))
}
