import { orderFaults, type Cue, type PlacedFault } from './parse-vtt.js'

const TIME = String.raw`(\d{1,3}):(\d{1,2}):(\d{1,2})[,.](\d{1,3})`
const TIMES = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}`)

/**
 * Reads SRT (SubRip): blocks of a number, times and text. Its numbers mean nothing, since many count wrongly. Bold, italic and
 * underline stay; colours and positions (`{\an8}`) go; other angle brackets are text. `text` has neither byte order mark
 * nor CR.
 */
export function parseSrt(text: string): { cues: Cue[]; faults: PlacedFault[] } {
  const lines = text.split('\n')
  const faults: PlacedFault[] = []
  const cues: Cue[] = []
  for (const [index, line] of lines.entries()) {
    if (!line.includes('-->')) continue
    const place = { line: index + 1, column: 1 }
    const found = TIMES.exec(line)
    if (!found) {
      faults.push({ fault: 'time', found: line.trim(), ...place })
      continue
    }
    const [start, end] = [secondsOf(found.slice(1, 5)), secondsOf(found.slice(5, 9))]
    if (end <= start) faults.push({ fault: 'end', found: line.trim(), line: index + 1, column: line.indexOf('-->') + 1 })
    else cues.push({ start, end, text: payloadAfter(lines, index), line: index + 1 })
  }
  faults.push(...orderFaults(cues))
  if (cues.length === 0 && faults.length === 0) faults.push({ fault: 'empty', line: 1, column: 1 })
  return { cues: cues.sort((a, b) => a.start - b.start), faults: faults.sort((a, b) => a.line - b.line) }
}

/** Lines up to the next times; the number before those, and blank lines, belong to no text. */
function payloadAfter(lines: readonly string[], index: number): string {
  const payload: string[] = []
  let at = index + 1
  for (; at < lines.length && !lines[at]?.includes('-->'); at++) payload.push(lines[at] ?? '')
  if (at < lines.length && /^\s*\d+\s*$/.test(payload.at(-1) ?? '')) payload.pop()
  return payload
    .filter((line) => line.trim() !== '')
    .map(cueText)
    .join('\n')
}

function secondsOf([hours, minutes, seconds, rest = '']: readonly string[]): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(rest.padEnd(3, '0')) / 1000
}

function cueText(line: string): string {
  return line
    .replace(/\{\\[^}]*\}/g, '')
    .replace(/<\/?font\b[^>]*>/gi, '')
    .split(/(<\/?[biu]>)/i)
    .map((part, index) => (index % 2 === 1 ? part.toLowerCase() : escaped(part)))
    .join('')
}

function escaped(text: string): string {
  return text
    .replace(/&(?!(?:amp|lt|gt|nbsp|lrm|rlm|#\d+|#x[\da-f]+);)/gi, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
