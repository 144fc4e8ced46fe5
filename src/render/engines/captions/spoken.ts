import type { SpokenPart } from '../../../types.js'
import type { Cue } from './parse-vtt.js'

/** Silence, in seconds, after which a new paragraph begins. */
const PAUSE = 2

/** Characters after which a paragraph ends with its next sentence. */
const LONG = 400

const SENTENCE_END = /[.!?…。！？]["'”’»)\]]?$/

/** One voice of a cue. */
interface Voice {
  speaker?: string
  text: string
}

/**
 * What is said in captions as paragraphs: a new one where somebody else speaks (`<v Ann>`), after a pause, and after the end
 * of a sentence where it grows long. What a cue repeats of the one before (captions that roll up) is there once.
 */
export function spokenParts(cues: readonly Cue[]): SpokenPart[] {
  const parts: SpokenPart[] = []
  let [end, last, speaker]: [number, string, string | undefined] = [-Infinity, '', undefined]
  for (const cue of cues) {
    for (const voice of voicesOf(cue.text)) {
      const part = parts.at(-1)
      const text = withoutRepeated(voice.text, last)
      last = voice.text
      if (text === '') continue
      const isNew =
        !part ||
        voice.speaker !== speaker ||
        cue.start - end >= PAUSE ||
        (part.text.length > LONG && SENTENCE_END.test(part.text))
      if (isNew) parts.push({ time: cue.start, ...(voice.speaker !== undefined && { speaker: voice.speaker }), text })
      else part.text += ` ${text}`
      speaker = voice.speaker
    }
    end = Math.max(end, cue.end)
  }
  return parts
}

function withoutRepeated(text: string, last: string): string {
  return last !== '' && text.startsWith(last) ? text.slice(last.length).trim() : text
}

/** The voices of a cue's text (https://www.w3.org/TR/webvtt1/#webvtt-cue-voice-span), all other tags taken out. */
function voicesOf(text: string): Voice[] {
  const pieces = text.split(/<v(?:\.[^\s>]*)?\s+([^>]*)>/)
  const voices: Voice[] = [{ text: plain(pieces[0] ?? '') }]
  for (let at = 1; at < pieces.length; at += 2)
    voices.push({ speaker: plain(pieces[at] ?? ''), text: plain(pieces[at + 1] ?? '') })
  return voices.filter((voice) => voice.text !== '')
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
  quot: '"',
}

function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
    })
    .replace(/[^\S\u00a0]+/g, ' ')
    .trim()
}
