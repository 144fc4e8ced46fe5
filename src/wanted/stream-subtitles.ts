import { posix } from 'node:path'
import { digestOf } from '../base/hash.js'
import { languageName } from '../base/language-name.js'
import { MASTER } from '../base/stream-layout.js'
import { subtitlePlaylist, withSubtitles, type SubtitleFacts } from '../base/stream-playlists.js'
import { addressAt, OUTPUT } from '../base/target-address.js'
import type { Config } from '../config/types.js'
import { immutablePath } from '../plan/address.js'
import { KEY_IN_ADDRESS } from '../plan/key.js'
import type { WantedFile } from '../publish/decision.js'
import { publicUrl, type PublicUrls } from '../publish/public-url.js'
import type { PlannedReference, PlannedTrack } from '../types.js'

/** What is known where the files are wanted. */
export interface SubtitleSurroundings {
  config: Pick<Config, 'addresses'>
  urls: PublicUrls
  /** Path of the stream's folder. */
  folder: string
  /** The master playlist as it was encoded. */
  master: string
}

/**
 * Playlists that bring the captions of a film into its stream, for those who get the stream alone: televisions that it is sent
 * to, phones on the whole screen. Captions may change while the film stays, so these are files beside those of the stream, named
 * by their own content. The first one is the master playlist to name then; none where the film has no captions.
 */
export function subtitleFiles(planned: PlannedReference, around: SubtitleSurroundings): WantedFile[] {
  const { tracks = [], film } = planned
  const said = tracks.filter(({ kind }) => kind === 'captions' || kind === 'subtitles')
  if (said.length === 0 || !film) return []
  const playlists = said.map((track) =>
    named(around.folder, 'subtitles', subtitlePlaylist(urlOf(planned, track, around), film.duration)),
  )
  const labels = uniqueLabels(said)
  const facts = said.map((track, index): SubtitleFacts => ({
    playlist: posix.basename(playlists[index]?.path ?? ''),
    label: labels[index] ?? '',
    ...(track.lang !== undefined && { lang: track.lang }),
    ...(track.default && { default: true }),
  }))
  return [named(around.folder, MASTER.replace(/\.m3u8$/, ''), withSubtitles(around.master, facts)), ...playlists]
}

/** Address of a track as it is written beside the stream: what stands in the same folder of addresses is named from there. */
function urlOf(planned: PlannedReference, { file }: PlannedTrack, { config, urls }: SubtitleSurroundings): string {
  const path = immutablePath(config, file.main)
  const [own = OUTPUT, other = OUTPUT] = [planned.target, file.target]
  return own === other ? `../${posix.basename(path)}` : publicUrl(addressAt(other, path), urls)
}

/** Players tell them apart by nothing else. */
function uniqueLabels(tracks: readonly PlannedTrack[]): string[] {
  const taken = new Map<string, number>()
  return tracks.map(({ label, lang, kind }) => {
    const name = label ?? (lang === undefined ? kind : languageName(lang))
    const times = (taken.get(name) ?? 0) + 1
    taken.set(name, times)
    return times === 1 ? name : `${name} ${times}`
  })
}

function named(folder: string, stem: string, text: string): WantedFile {
  const digest = digestOf(text)
  const path = `${folder}/${stem}.${digest.slice(0, KEY_IN_ADDRESS)}.m3u8`
  return { path, key: `text:${digest.slice(0, 16)}`, digest, bytes: Buffer.byteLength(text), kind: 'immutable', text }
}
