import type { Markup } from '../../base/markup.js'
import type { SpokenPart, Transcript } from '../../types.js'
import { element } from './shown.js'
import { wordIn } from './words.js'

/**
 * A transcript as text of the page, folded up: `<details data-transcript>`. What was made of captions has a time before each
 * paragraph, a link to that time of the film at `film` (https://www.w3.org/TR/media-frags/#naming-time).
 */
export function transcriptText(transcript: Transcript, language: string, film: string): Markup {
  const content = 'written' in transcript ? transcript.written : transcript.spoken.map((part) => paragraph(part, film))
  const summary = element('summary', [], [wordIn(language, 'transcript')])
  return element('details', [['data-transcript', true], ['lang', language]], [summary, element('div', [], content)]) // oxfmt-ignore
}

function paragraph({ time, speaker, text }: SpokenPart, film: string): Markup {
  const seconds = Math.floor(time * 1000) / 1000
  return element('p', [], [
    element('a', [['href', `${film}#t=${seconds}`]], [clock(time)]),
    ' ',
    ...(speaker === undefined ? [] : [element('b', [], [speaker]), ' ']),
    text,
  ]) // oxfmt-ignore
}

/** `1:05`, `1:02:03`. */
function clock(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor)
  const two = (value = 0): string => String(value).padStart(2, '0')
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes ?? 0}:${two(rest)}`
}
