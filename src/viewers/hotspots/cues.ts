import type { Hotspot, Place } from './read.js'

/** Where a cue is shown that says no place: out of the way of faces and controls. */
const ASIDE: Place = { x: 0.9, y: 0.12 }

/**
 * Reads hotspots from the WebVTT metadata tracks of a film when it is first played: each cue is one, or a list of them, as
 * JSON: `{ "label": "Boot", "at": { "x": 0.5, "y": 0.3 }, "link": "/boot", "data": { "sku": "B-7" } }`. Cues of any other
 * form are somebody else's. `found` gets those of all tracks that are there.
 */
export function followCues(video: HTMLVideoElement, found: (hotspots: Hotspot[]) => void, life: AbortSignal): void {
  const tracks = [...video.querySelectorAll<HTMLTrackElement>('track[kind="metadata"]')]
  const tell = (): void => {
    const cues = tracks.flatMap(({ track }) => Array.from(track.cues ?? []) as VTTCue[])
    found(cues.flatMap((cue) => hotspotsIn(cue.text, [cue.startTime, cue.endTime], video.baseURI)))
  }
  const load = (): void => {
    for (const { track } of tracks) if (track.mode === 'disabled') track.mode = 'hidden'
    tell()
  }
  for (const track of tracks) track.addEventListener('load', tell, { signal: life })
  if (tracks.length > 0) video.addEventListener('play', load, { once: true, signal: life })
}

/** The hotspots in the text of a cue; none for what is no JSON, or has no label. */
export function hotspotsIn(text: string, time: readonly [number, number], base: string): Hotspot[] {
  const parsed = parse(text)
  return (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]).flatMap((raw): Hotspot[] => {
    if (typeof raw !== 'object' || raw === null) return []
    const { label, at, link, data } = raw as Record<string, unknown>
    if (typeof label !== 'string' || label.trim() === '') return []
    return [
      {
        index: 0,
        label: label.trim(),
        link: addressOf(link, base),
        newTab: false,
        content: undefined,
        data: typeof data === 'object' && data !== null ? (data as Hotspot['data']) : {},
        shown: placeOf(at),
        art: [],
        large: undefined,
        time,
      },
    ]
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function placeOf(at: unknown): Place {
  const { x, y } = (typeof at === 'object' && at !== null ? at : {}) as Record<string, unknown>
  const isFraction = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1
  return isFraction(x) && isFraction(y) ? { x, y } : ASIDE
}

/** Absolute; no `javascript:` and the like. */
function addressOf(link: unknown, base: string): string | undefined {
  if (typeof link !== 'string') return undefined
  try {
    const { href, protocol } = new URL(link, base)
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(protocol) ? href : undefined
  } catch {
    return undefined
  }
}
