import { isPattern } from '../base/pattern.js'
import { errorOf, warningOf } from '../errors.js'
import type { Place, Problem, Range, Reference } from '../types.js'
import type { AttributeValue } from './attribute-value.js'
import { withBase, type BaseUrl } from './base-url.js'
import { discoverCss } from './css.js'
import type { PageElement } from './html-element.js'
import { rulesFor, type Rule } from './html-rules.js'
import { readExternal, readUrl } from './local-url.js'
import { addAttributes, NO_WISH } from './query.js'
import { parseSrcset, type SrcsetCandidate } from './srcset.js'

/** What all elements of a page share. */
export interface Page {
  file: string
  everything: boolean
  base: BaseUrl
  place(offset: number): Place
  problems: Problem[]
}

/** A URL inside an attribute's value: the decoded text from `start` to `end`. */
interface Spot {
  element: PageElement
  value: AttributeValue
  start: number
  end: number
}

/** References of one element, each with a range of its own. */
export function referencesOf(page: Page, element: PageElement): Reference[] {
  const whole = wholeElement(page, element) ?? playerElement(page, element)
  // The source that comes first in a player is answered with its start tag.
  const answered = whole ?? (element.lead && playerElement(page, element.lead))
  // The poster of an <img> that shows a film is answered with it, and so is that of a player that is answered as a whole.
  const hasPoster = (element.tag === 'img' || answered?.role === 'player') && !page.everything
  const taken = new Set([...(whole ? ['src', 'srcset'] : []), ...(hasPoster ? ['poster'] : [])])
  const rules = rulesFor(element).filter(({ attribute }) => !taken.has(attribute))
  const parts = rules.flatMap((rule) => attributeReferences(page, element, rule))
  const styles = styleReferences(page, element, answered)
  const others = page.everything
    ? otherReferences(page, element, [...rules.map(({ attribute }) => attribute), ...taken, 'style'])
    : []
  return [...(whole ? [whole] : []), ...parts, ...styles, ...others]
}

/** An `<img>` with no srcset of the author's own, or a `<source>` in a `<picture>` with one URL: answered as a whole. */
function wholeElement(page: Page, element: PageElement): Reference | undefined {
  const isSource = element.tag === 'source' && element.parent === 'picture'
  if ((element.tag !== 'img' && !isSource) || element.isSvg) return undefined
  const srcset = element.value('srcset')
  const candidates = srcset ? parseSrcset(srcset.value) : []
  const value = isSource ? srcset : element.value('src')
  if (!value || candidates.length !== (isSource ? 1 : 0)) return undefined
  const [candidate] = candidates
  if (candidate && !candidate.valid) return undefined
  const spot = { element, value, start: candidate?.start ?? 0, end: candidate?.end ?? value.value.length }
  const reference = referenceAt(page, spot, isSource ? 'source' : 'picture', true)
  // A fragment chooses a part of an SVG, which no rendition would show.
  if (!reference || reference.role === 'address' || (!reference.explicit && reference.url.includes('#'))) return undefined
  return {
    ...reference,
    range: { start: element.start, end: element.end },
    insidePicture: element.parent === 'picture',
    ...(!isSource && { insideLink: element.insideLink }),
    ...(!isSource && element.insideParagraph && { insideParagraph: true }),
  }
}

/**
 * A `<video>` or `<audio>` with an address and a wish, its start tag alone; or a `<source>` in one, which may have the wish of
 * that. The first source of a `<video>` that has nothing to say for itself speaks for the video: it gets a poster and its size.
 */
function playerElement(page: Page, element: PageElement): Reference | undefined {
  const isSource = element.tag === 'source' && PLAYERS.has(element.parent ?? '')
  const value = PLAYERS.has(element.tag) || isSource ? element.value('src') : undefined
  if (!value || element.isSvg) return undefined
  // What is nearer counts: its own attribute, its address, the player around it.
  const inherits = isSource && !/[?&]preset=/.test(value.value)
  const preset = element.get('data-preset') ?? (inherits ? element.parentPreset : undefined)
  const data = preset === undefined ? [] : [['data-preset', preset] as const]
  const reference = referenceAt(page, { element, value, start: 0, end: value.value.length }, 'player', data)
  if (reference?.role !== 'player' || !reference.explicit) return undefined
  const { player } = element
  if (player && element.attributes.every(([name]) => name === 'src' || name === 'type')) {
    const range = { start: player.start, end: element.end }
    return { ...reference, range, attributes: player.attributes, playerTag: 'video' }
  }
  return { ...reference, range: { start: element.start, end: element.end }, playerTag: element.tag as Reference['playerTag'] }
}

const PLAYERS: ReadonlySet<string> = new Set(['video', 'audio'])

function attributeReferences(page: Page, element: PageElement, rule: Rule): Reference[] {
  const value = element.value(rule.attribute)
  if (!value) return []
  if (rule.shape === 'url')
    return present([referenceAt(page, { element, value, start: 0, end: value.value.length }, rule.role, rule.picture)])
  const candidates = parseSrcset(value.value)
  const isOne = rule.attribute === 'imagesrcset' && candidates.length === 1
  return present(
    candidates.map((candidate) => {
      const reference = referenceAt(
        page,
        { element, value, start: candidate.start, end: candidate.end },
        isOne ? 'srcset' : 'address',
        true,
      )
      if (reference) checkDescriptor(page, reference, candidate)
      if (!reference || !isOne) return reference
      return whenQuoted(page, value, rule.attribute, { ...reference, range: { start: value.start, end: value.end } })
    }),
  )
}

/** `style="…url(…)…"`. On an element that is replaced as a whole, an answer inside it would be lost. */
function styleReferences(page: Page, element: PageElement, whole: Reference | undefined): Reference[] {
  const value = element.value('style')
  if (!value) return []
  const host = { at: (offset: number) => value.at(offset), place: page.place }
  const found = discoverCss(value.value, page.file, {
    host,
    escape: 'css-in-attribute',
    everything: page.everything,
    lineComments: false,
  })
  return found.references.flatMap((reference) => {
    const url = withBase(page.base, reference.url)
    if (url === undefined) return []
    if (element.idle || !reference.explicit) return page.everything ? [{ ...reference, url, wish: NO_WISH, explicit: false }] : []
    if (whole && !page.everything) {
      const expected = 'no picture with a wish on an element that is a picture itself (set it on an element around this one)'
      page.problems.push(errorOf('invalid-attribute', { attribute: 'style', expected, received: reference.url }, reference.place))
      return []
    }
    return present([whenQuoted(page, value, 'style', { ...reference, url, attributes: element.attributes })])
  })
}

/** Any other attribute that holds nothing but a local path to media: `data-src`, `<use href>`, a component's props. */
function otherReferences(page: Page, element: PageElement, known: readonly string[]): Reference[] {
  const others = element.attributes.filter(
    ([name, value]) => !known.includes(name) && /^\s*\.{0,2}\/[^\s{}<>"']+\s*$/.test(value),
  )
  return present(
    others.map(([name]) => {
      const value = element.value(name)
      const reference = value && referenceAt(page, { element, value, start: 0, end: value.value.length }, 'address', false)
      return reference && { ...reference, wish: NO_WISH, explicit: false }
    }),
  )
}

/** `picture`: the `data-*` attributes of the element speak of it, or these. */
function referenceAt(
  page: Page,
  spot: Spot,
  role: Reference['role'],
  picture: boolean | readonly (readonly [name: string, value: string])[],
): Reference | undefined {
  const { element, value } = spot
  const text = value.value.slice(spot.start, spot.end)
  const data = picture === true ? element.attributes : picture || []
  const asked = data.some(([name]) => name === 'data-preset' || name === 'data-viewer')
  const external = asked && !page.everything ? readExternal(text) : undefined
  const read = external ?? readUrl(text, asked)
  const url = external ? external.url : read && withBase(page.base, read.url)
  if (!read || url === undefined) return undefined
  const left = element.idle || read.vite
  if (left && !page.everything) return undefined
  const start = spot.start + text.search(/[^\0-\x20]/)
  const end = spot.end - (/[\0-\x20]*$/.exec(text)?.[0].length ?? 0)
  const urlRange = { start: value.at(start), end: value.at(end) }
  const { wish, explicit } = left ? { wish: NO_WISH, explicit: false } : addAttributes(read, data)
  return {
    role: left ? 'address' : role,
    place: page.place(urlRange.start),
    url,
    urlRange,
    range: withoutFragment(value, start, end, urlRange),
    wish,
    attributes: element.attributes,
    escape: 'html-attribute',
    explicit,
    ...(explicit && isPattern(read.path) && { glob: true as const }),
  }
}

/** `#page=2` stays where it is when the address before it is replaced. */
function withoutFragment(value: AttributeValue, start: number, end: number, urlRange: Range): Range {
  const hash = value.value.slice(start, end).indexOf('#')
  return hash === -1 ? urlRange : { start: urlRange.start, end: value.at(start + hash) }
}

/** An answer with spaces in it needs quotes around it. */
function whenQuoted(page: Page, value: AttributeValue, attribute: string, reference: Reference): Reference | undefined {
  if (value.quoted || !reference.explicit || page.everything) return reference
  page.problems.push(
    errorOf('invalid-attribute', { attribute, expected: 'a value in quotes', received: value.value }, reference.place),
  )
  return undefined
}

function checkDescriptor(page: Page, reference: Reference, candidate: SrcsetCandidate): void {
  if (candidate.valid) return
  const expected = 'one width such as 640w, or one density such as 2x, after each URL'
  page.problems.push(
    warningOf(
      'invalid-attribute',
      { attribute: 'srcset', expected, received: `${candidate.url} ${candidate.descriptor}` },
      reference.place,
    ),
  )
}

function present<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter((item) => item !== undefined)
}
