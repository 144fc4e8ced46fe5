import type { Cue } from './parse-vtt.js'

/** WebVTT of cues, in their order. */
export function formatVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ start, end, text }) => `${timeText(start)} --> ${timeText(end)}\n${text}`)
  return `WEBVTT\n\n${blocks.map((block) => `${block}\n\n`).join('')}`.replace(/\n+$/, '\n')
}

/** `01:02:03.004`. */
function timeText(seconds: number): string {
  const thousandths = Math.round(seconds * 1000)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const [hours, minutes] = [thousandths / 3_600_000, (thousandths / 60_000) % 60]
  return `${two(hours)}:${two(minutes)}:${two((thousandths / 1000) % 60)}.${String(thousandths % 1000).padStart(3, '0')}`
}
