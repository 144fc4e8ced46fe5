import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bundleFolder, formatBundle } from '../../../base/bundle.js'
import { dashManifest } from '../../../base/dash-manifest.js'
import { alonePath, MANIFEST, MASTER, streamLayout, type TrackLayout } from '../../../base/stream-layout.js'
import {
  masterPlaylist,
  mediaPlaylist,
  targetSeconds,
  type RungFacts,
  type Segment,
  type SoundFacts,
} from '../../../base/stream-playlists.js'
import type { FilmRecipe } from '../../../film-types.js'
import type { Artifact, BundleFile } from '../../../types.js'
import type { Pictures } from './encode-pictures.js'
import type { Sound } from './encode-sound.js'
import { segmentFrames } from './grid.js'
import { codecString } from './mp4/codec-string.js'
import { writeSamples } from './mp4/copy-samples.js'
import type { Track } from './mp4/read-track.js'
import { initSegment, segmentHead } from './mp4/write-fragment.js'
import { pictureSegments, soundSegments, type Stretch } from './segments.js'
import { artifactOf, impossible, inFolder, type Workplace } from './workplace.js'

type StreamRecipe = Extract<FilmRecipe, { kind: 'stream' }>

/** Puts a stream together from what was encoded, in the order of the recipe: segments, playlists, and the list of all. */
export function makeStream(
  place: Workplace,
  key: string,
  recipe: StreamRecipe,
  pictures: readonly Pictures[],
  sounds: readonly Sound[],
): Promise<Artifact> {
  return inFolder(place, async (_, temporary) => {
    const folder = bundleFolder(temporary)
    const layout = streamLayout(recipe)
    const rungs: RungFacts[] = []
    const heard: SoundFacts[] = []
    const [first] = pictures
    if (!first) throw impossible(place, 'a stream without pictures is nothing that browsers play')
    const frames = segmentFrames(first.grid, recipe.keySeconds, recipe.segmentSeconds)
    for (const [index, rung] of pictures.entries()) {
      const at = layout.rungs[index]
      if (at) rungs.push(await writeRung(place, folder, at, rung, frames))
    }
    for (const [index, sound] of sounds.entries()) {
      const at = layout.sounds[index]
      const says = recipe.sounds[index]
      if (at && says) heard.push(await writeSound(place, folder, at, { ...sound, sound: says }, pictureSegments(first, frames)))
    }
    const facts = { rungs, sounds: asChoice(heard) }
    await writePlaylists(folder, facts, layout)
    await writeFile(join(folder, MASTER), masterPlaylist(facts))
    const alone = await writeAlone(folder, facts, layout.rungs)
    if (recipe.dash) await writeFile(join(folder, MANIFEST), dashManifest(facts))
    const own = [...filesOf(layout.rungs, rungs), ...filesOf(layout.sounds, heard)]
    const files = [MASTER, ...alone, ...(recipe.dash ? [MANIFEST] : []), ...own]
    await writeFile(temporary, formatBundle(await listed(folder, files)))
    const { width = 0, height = 0 } = recipe.rungs[0] ?? {}
    return place.cache.adoptBundle(key, temporary, await artifactOf(key, temporary, width, height))
  })
}

async function writeRung(
  place: Workplace,
  folder: string,
  at: TrackLayout,
  pictures: Pictures,
  frames: number,
): Promise<RungFacts> {
  const { rung, grid, light } = pictures
  const { width, height } = rung
  const init = initSegment({ ...pictures, kind: 'pictures', width, height, start: pictures.priming })
  const segments = await writeSegments(folder, at, pictures, init, pictureSegments(pictures, frames))
  const frameRate = grid.rate[0] / grid.rate[1]
  const facts = { ...relative(at), width, height, frameRate, codec: codecOf(place, pictures), segments }
  return light === 'sdr' ? facts : { ...facts, range: light === 'pq' ? 'PQ' : 'HLG' }
}

async function writeSound(
  place: Workplace,
  folder: string,
  at: TrackLayout,
  track: Sound,
  beside: readonly Stretch[],
): Promise<SoundFacts> {
  const { sound } = track
  const init = initSegment({ ...track, kind: 'sound', width: 0, height: 0, start: track.priming })
  const segments = await writeSegments(folder, at, track, init, soundSegments(track, beside))
  const label = sound.label ?? sound.lang ?? at.name
  const { channels, lang } = sound
  return {
    ...relative(at),
    codec: codecOf(place, track),
    channels,
    segments,
    label,
    default: sound.default ?? false,
    ...(lang && { lang }),
  }
}

async function writeSegments(
  folder: string,
  at: TrackLayout,
  { samples }: Track,
  init: Buffer,
  stretches: readonly Stretch[],
): Promise<Segment[]> {
  await mkdir(dirname(join(folder, at.init)), { recursive: true })
  await writeFile(join(folder, at.init), init)
  const segments: Segment[] = []
  for (const [index, { first, end, time, seconds }] of stretches.entries()) {
    const own = samples.slice(first, end)
    const head = segmentHead(own, index + 1, time)
    const path = at.segment(index + 1)
    await writeSamples(join(folder, path), head, own)
    segments.push({
      path: path.slice(at.name.length + 1),
      seconds,
      bytes: own.reduce((sum, { bytes }) => sum + bytes, head.length),
    })
  }
  return segments
}

async function writePlaylists(
  folder: string,
  { rungs, sounds }: { rungs: readonly RungFacts[]; sounds: readonly SoundFacts[] },
  layout: { rungs: readonly TrackLayout[]; sounds: readonly TrackLayout[] },
): Promise<void> {
  const tracks = [...rungs, ...sounds]
  // All say the same, so that a player may change between them at any time.
  const target = targetSeconds(tracks.map(({ segments }) => segments))
  for (const [index, { playlist }] of [...layout.rungs, ...layout.sounds].entries()) {
    const track = tracks[index]
    if (track) await writeFile(join(folder, playlist), mediaPlaylist(track.init, track.segments, target))
  }
}

/** Where there are several, a master playlist of each rung alone; their paths. */
async function writeAlone(
  folder: string,
  { rungs, sounds }: { rungs: readonly RungFacts[]; sounds: readonly SoundFacts[] },
  layout: readonly TrackLayout[],
): Promise<string[]> {
  if (rungs.length < 2) return []
  const paths = layout.map(({ name }) => alonePath(name))
  for (const [index, path] of paths.entries()) {
    const rung = rungs[index]
    if (rung) await writeFile(join(folder, path), masterPlaylist({ rungs: [rung], sounds }))
  }
  return paths
}

function filesOf(layouts: readonly TrackLayout[], tracks: readonly (RungFacts | SoundFacts)[]): string[] {
  return layouts.flatMap((at, index) => [
    at.playlist,
    at.init,
    ...(tracks[index]?.segments.map((_, number) => at.segment(number + 1)) ?? []),
  ])
}

async function listed(folder: string, paths: readonly string[]): Promise<BundleFile[]> {
  const files: BundleFile[] = []
  for (const path of paths) {
    const { digest, bytes } = await artifactOf('', join(folder, path))
    files.push({ path, digest, bytes })
  }
  return files
}

function relative({ name, playlist, init }: TrackLayout): { playlist: string; init: string } {
  return { playlist, init: init.slice(name.length + 1) }
}

/** One is on from the start: the first, where the recipe names none; of several, the first. No two have the same name. */
function asChoice(sounds: readonly SoundFacts[]): SoundFacts[] {
  const named = sounds.findIndex((sound) => sound.default)
  return sounds.map((sound, index) => {
    const before = sounds.slice(0, index).filter(({ label }) => label === sound.label).length
    const label = before === 0 ? sound.label : `${sound.label} ${before + 1}`
    return { ...sound, label, default: index === Math.max(0, named) }
  })
}

function codecOf(place: Workplace, { entry }: Track): string {
  const codec = codecString(entry)
  if (codec) return codec
  throw impossible(place, `a stream of ${entry.toString('latin1', 4, 8)} is nothing that browsers play`)
}
