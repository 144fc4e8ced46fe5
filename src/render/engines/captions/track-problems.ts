import { RenditionsError, warningOf } from '../../../errors.js'
import type { Digest, Problem } from '../../../types.js'
import { parseSrt } from './parse-srt.js'
import { parseVtt, type Cue, type PlacedFault } from './parse-vtt.js'
import { readText } from './read-text.js'

/** Faults of one file that are told; who has more than that sees what is wrong by these. */
const MOST_TOLD = 10

/** Reads the cues of a track by its format (`vtt`, `srt`). */
export function parseTrack(path: string, format: string, text: string): { cues: Cue[]; faults: PlacedFault[] } {
  return format === 'srt' ? parseSrt(text) : parseVtt(text, /\.chapters\./i.test(path))
}

/** What is wrong with a track, with line and column. An error only where its text cannot be read at all. */
export async function trackProblems(path: string, file: string, format: string, digest: Digest): Promise<Problem[]> {
  try {
    const { faults } = parseTrack(path, format, await readText(path, file, digest))
    return faults.slice(0, MOST_TOLD).map((fault) => problemOf(path, fault))
  } catch (error) {
    if (error instanceof RenditionsError) return [error.problem]
    throw error
  }
}

function problemOf(path: string, fault: PlacedFault): Problem {
  const place = { file: path, line: fault.line, column: fault.column }
  switch (fault.fault) {
    case 'header':
      return warningOf('track-header', { path }, place)
    case 'empty':
      return warningOf('track-empty', { path }, place)
    case 'time':
      return warningOf('track-time', { path, found: fault.found }, place)
    case 'end':
      return warningOf('track-end', { path, found: fault.found }, place)
    case 'order':
      return warningOf('track-order', { path, found: fault.found }, place)
    case 'id':
      return warningOf('track-id', { path, found: fault.found }, place)
    case 'nesting':
      return warningOf('track-nesting', { path, found: fault.found }, place)
  }
}
