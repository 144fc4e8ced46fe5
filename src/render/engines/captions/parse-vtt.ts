/** One cue of a WebVTT file. Times in seconds; `line` (from 1) is that of its times. */
export interface Cue {
  id?: string
  start: number
  end: number
  text: string
  line: number
}

/** What is wrong at a place of a WebVTT file. */
export type VttFault =
  | { fault: 'header' }
  | { fault: 'time'; found: string }
  | { fault: 'end'; found: string }
  | { fault: 'order'; found: string }
  | { fault: 'id'; found: string }
  | { fault: 'nesting'; found: string }
  | { fault: 'empty' }

export type PlacedFault = VttFault & { line: number; column: number }

const TIME = String.raw`(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})`
const TIMES = new RegExp(String.raw`^\s*${TIME}\s*-->\s*${TIME}(?:\s|$)`)

/**
 * Reads WebVTT (https://www.w3.org/TR/webvtt1/#file-parsing) as browsers do, which drop what they do not understand without
 * a word, and tells what they would drop, or show otherwise than meant. `text` has neither byte order mark nor CR.
 */
export function parseVtt(text: string, isChapters: boolean): { cues: Cue[]; faults: PlacedFault[] } {
  const lines = text.split('\n')
  const faults: PlacedFault[] = []
  if ((lines[1] ?? '').trim() !== '' && !isBlockHeader(lines)) faults.push({ fault: 'header', line: 2, column: 1 })
  const cues: Cue[] = []
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (!line.includes('-->')) continue
    const cue = cueAt(lines, at)
    if ('fault' in cue) faults.push(cue)
    else cues.push(cue)
    while (at + 1 < lines.length && (lines[at + 1] ?? '') !== '' && !lines[at + 1]?.includes('-->')) at++
  }
  faults.push(...orderFaults(cues), ...idFaults(cues), ...(isChapters ? nestingFaults(cues) : []))
  if (cues.length === 0 && faults.length === 0) faults.push({ fault: 'empty', line: 1, column: 1 })
  return { cues, faults: faults.sort((a, b) => a.line - b.line) }
}

/** Lines right after the first may be header text of old files (`Kind: captions`), which browsers skip. */
function isBlockHeader([, second = '']: readonly string[]): boolean {
  return /^[A-Za-z-]+\s*[:=]/.test(second) && !second.includes('-->')
}

function cueAt(lines: readonly string[], at: number): Cue | PlacedFault {
  const line = lines[at] ?? ''
  const found = TIMES.exec(line)
  const place = { line: at + 1, column: 1 + line.length - line.trimStart().length }
  if (!found) return { fault: 'time', found: line.trim(), ...place }
  const [start, end] = [secondsOf(found.slice(1, 5)), secondsOf(found.slice(5, 9))]
  if (end <= start) return { fault: 'end', found: line.trim(), ...place, column: line.indexOf('-->') + 1 }
  // After a line of another cue there is no name, only a line that lacks an empty one.
  const before = at > 1 && lines[at - 2] === '' ? (lines[at - 1] ?? '') : ''
  const payload: string[] = []
  for (let next = at + 1; next < lines.length && lines[next] !== '' && !lines[next]?.includes('-->'); next++)
    payload.push(lines[next] ?? '')
  return { ...(before !== '' && { id: before }), start, end, text: payload.join('\n'), line: at + 1 }
}

function secondsOf([hours = '0', minutes, seconds, thousandths]: readonly string[]): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1000
}

/** A cue that begins before the one above it: browsers sort them, players of streams may leave it out. */
export function orderFaults(cues: readonly Cue[]): PlacedFault[] {
  return cues.flatMap(({ start, line }, index) => {
    const before = cues[index - 1]
    return before && start < before.start ? [{ fault: 'order' as const, found: String(before.line), line, column: 1 }] : []
  })
}

function idFaults(cues: readonly Cue[]): PlacedFault[] {
  const known = new Map<string, number>()
  return cues.flatMap(({ id, line }) => {
    if (id === undefined) return []
    const before = known.get(id)
    if (before === undefined) known.set(id, line)
    return before === undefined ? [] : [{ fault: 'id' as const, found: id, line: line - 1, column: 1 }]
  })
}

/** A chapter lies within another one or beside it (https://www.w3.org/TR/webvtt1/#introduction-chapters). */
function nestingFaults(cues: readonly Cue[]): PlacedFault[] {
  const open: number[] = []
  return cues.flatMap(({ start, end, line, text }) => {
    while ((open.at(-1) ?? Infinity) <= start) open.pop()
    const isAcross = (open.at(-1) ?? Infinity) < end
    open.push(end)
    return isAcross ? [{ fault: 'nesting' as const, found: text.split('\n')[0] ?? '', line, column: 1 }] : []
  })
}
