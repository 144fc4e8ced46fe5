import { contentTypeOf } from '../../base/content-type.js'
import { languageName } from '../../base/language-name.js'
import { OUTPUT } from '../../base/target-address.js'
import type { PlannedReference, PlannedTrack } from '../../types.js'
import { ownAttributes } from '../own-attributes.js'
import type { View } from '../view.js'
import { altOf, titleOf } from './large.js'
import { optionAttributes } from './option-attributes.js'
import { element, type Attribute } from './shown.js'
import { transcriptText } from './transcript.js'
import { wordIn } from './words.js'
import type { Markup } from '../../base/markup.js'

/** Attributes of an `<img>` that mean nothing on a player, or something else. */
export const OF_PICTURES: ReadonlySet<string> = new Set([
  'alt',
  'decoding',
  'fetchpriority',
  'height',
  'ismap',
  'loading',
  'poster',
  'referrerpolicy',
  'sizes',
  'usemap',
  'width',
])

/** What decides how it plays without a script, and is on the `<video>` or `<audio>` itself. */
const NATIVE_OPTIONS = ['loop', 'muted'] as const

/** Only what its element does: what the player does by itself stands on the player, and what the page holds is there. */
export function elementOptions(planned: PlannedReference): Attribute[] {
  const native: readonly string[] = [...NATIVE_OPTIONS, 'hls', 'transcript']
  return optionAttributes(planned).filter(([name]) => !native.includes(name))
}

/** What `<video>` and `<audio>` have in common. Nothing is loaded before somebody plays it. */
export function playerAttributes(planned: PlannedReference): Attribute[] {
  const { reference, viewer, preview, film, tracks = [] } = planned
  const own = ownAttributes(reference).filter(([name]) => !OF_PICTURES.has(name))
  const isNamed = own.some(([name]) => name === 'aria-label' || name === 'aria-labelledby')
  const name = altOf(planned).trim() || titleOf(planned)
  const isElsewhere = tracks.some(({ file }) => (file.target ?? OUTPUT) !== OUTPUT)
  return [
    ['controls', true],
    ['preload', 'none'],
    ...NATIVE_OPTIONS.flatMap((option): Attribute[] =>
      (viewer?.options[option] ?? film?.[option]) === true ? [[option, true]] : [],
    ),
    // Tracks of another origin are read by the rules of that origin alone.
    ...(isElsewhere ? ([['crossorigin', 'anonymous']] as const) : []),
    ...own,
    ...(isNamed || name === '' ? [] : ([['aria-label', name]] as const)),
    ...(preview === undefined ? [] : ([['data-renditions-preview', preview]] as const)),
  ]
}

/** Media type for a `type` attribute; undefined where naming it would keep browsers from trying (QuickTime). */
export function typeOf(planned: PlannedReference): string | undefined {
  const type = contentTypeOf(`.${planned.main.extension}`)
  return type === 'video/quicktime' || type === 'application/octet-stream' ? undefined : type
}

export function trackMarkup({ file, kind, lang, label, default: isDefault }: PlannedTrack, view: View): Markup {
  const name = label ?? (lang === undefined ? undefined : languageName(lang))
  return element('track', [
    ['src', view.address(file.main)],
    ['kind', kind],
    ...(lang === undefined ? [] : ([['srclang', lang]] as const)),
    ...(name === undefined ? [] : ([['label', name]] as const)),
    ...(isDefault ? ([['default', true]] as const) : []),
  ])
}

/**
 * The text of what is said, for those who cannot or do not want to listen, and for search engines: in the page, or the way to
 * it. Its times lead into the film itself, so that they are of use without a script, too.
 */
export function transcriptMarkup(planned: PlannedReference, view: View): Markup[] {
  const { transcript, sidecar, main } = planned
  if (!transcript) return []
  const language = sidecar.lang ?? 'en'
  if ('main' in transcript && transcript.main.recipe.kind === 'transcript') {
    const text = view.transcript?.(transcript.main.key)
    return text ? [transcriptText(text, transcript.sidecar.lang ?? language, view.address(main))] : []
  }
  return [
    element(
      'a',
      [
        ['href', 'page' in transcript ? pageUrl(transcript.page, view) : view.address(transcript.main)],
        ['lang', language],
      ],
      [wordIn(language, 'transcript')],
    ),
  ]
}

function pageUrl(url: string, view: View): string {
  const [, path = '', rest = ''] = /^\/*([^?#]*)(.*)$/s.exec(url) ?? []
  const address = view.siteAddress(path)
  // A relative one comes without the slash of a folder.
  const slash = path.endsWith('/') && !address.endsWith('/') ? '/' : ''
  return address + slash + rest
}
