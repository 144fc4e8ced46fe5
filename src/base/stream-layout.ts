import type { FilmRecipe, Rung } from '../film-types.js'

type Stream = Pick<Extract<FilmRecipe, { kind: 'stream' }>, 'rungs' | 'sounds'>

/** The playlist that a page names: it lists the rungs and sounds there are. */
export const MASTER = 'master.m3u8'
/** The same for players of DASH. */
export const MANIFEST = 'manifest.mpd'
/** The cues of a storyboard; they name its sprites. */
export const STORYBOARD = 'storyboard.vtt'

/** Where one rung or sound of a stream lies in the bundle: a folder with a playlist, what decoders need first, and segments. */
export interface TrackLayout {
  /** Name of its folder, and of the track in messages and manifests: `720p`, `sound-1`. */
  name: string
  playlist: string
  init: string
  /** Path of a segment, from 1. */
  segment(number: number): string
}

/**
 * Where everything in a stream lies, rungs and sounds in the order of the recipe. Each segment is a file: a byte range of one
 * large file saves requests of none, and many static hosts answer ranges badly or bound the size of a file (25 MB). Segments
 * are named `.mp4` and `.m4a`, because hosts that do not know `.m4s` compress it or call it a text. Pure.
 */
export function streamLayout({ rungs, sounds }: Stream): { rungs: TrackLayout[]; sounds: TrackLayout[] } {
  return {
    rungs: rungNames(rungs).map((name) => trackLayout(name, 'mp4')),
    sounds: sounds.map((_, index) => trackLayout(`sound-${index + 1}`, 'm4a')),
  }
}

/** Playlist of one rung alone, with all sounds, for who wants to stay at it. Of a stream with several rungs. */
export function alonePath(name: string): string {
  return `${name}.m3u8`
}

/** Names of the rungs that every browser plays which plays streams, where there are several to choose from: `['720p', '360p']`. */
export function choiceOf({ rungs }: Pick<Stream, 'rungs'>): string[] {
  const names = rungNames(rungs).filter((name) => /^\d+p$/.test(name))
  return names.length > 1 ? names : []
}

/** Path of a storyboard's sprite, from 1. */
export function spritePath(number: number): string {
  return `sprite-${number}.jpg`
}

function trackLayout(name: string, extension: string): TrackLayout {
  return {
    name,
    playlist: `${name}/index.m3u8`,
    init: `${name}/init.mp4`,
    segment: (number) => `${name}/${number}.${extension}`,
  }
}

/** `720p`, also of a portrait film; `720p-hevc` for other encodings than H.264; `720p-2` for another one of the same. */
function rungNames(rungs: readonly Rung[]): string[] {
  const taken = new Map<string, number>()
  return rungs.map(({ width, height, codec }) => {
    const name = `${Math.min(width, height)}p${codec === 'h264' ? '' : `-${codec}`}`
    const times = (taken.get(name) ?? 0) + 1
    taken.set(name, times)
    return times === 1 ? name : `${name}-${times}`
  })
}
