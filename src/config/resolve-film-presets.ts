import { errorOf } from '../errors.js'
import type { AudioPreset, VideoPreset } from '../film-types.js'
import type { ImagePreset } from '../types.js'
import { builtInAudioPresets, builtInVideoPresets, defaultAudioPreset, defaultVideoPreset } from './defaults.js'
import { join, type Findings } from './findings.js'
import { checkKnown } from './known-name.js'
import { resolveFamily, type ComplainOf } from './preset-family.js'
import type { Surroundings } from './types.js'
import { applyMediaFields, audioFields, videoFields } from './video-fields.js'

type Named<P> = Readonly<Record<string, P>>

export interface FilmPresets {
  videoPresets: Record<string, VideoPreset>
  audioPresets: Record<string, AudioPreset>
}

/** The site's video and audio presets and the built-in ones, complete; no name is in two families. */
export function resolveFilmPresets(
  raw: { videoPresets?: unknown; audioPresets?: unknown },
  presets: Named<ImagePreset>,
  { command, stable }: { command: Surroundings['command']; stable: boolean },
  findings: Findings,
): FilmPresets {
  const videoPresets = resolveFamily(raw.videoPresets, videoFamily(command, stable), findings)
  const audioPresets = resolveFamily(raw.audioPresets, audioFamily(stable), findings)
  for (const [name, preset] of Object.entries(videoPresets)) checkVideo(name, preset, presets, findings)
  const families: readonly [string, Named<unknown>][] = [
    ['presets', presets],
    ['videoPresets', videoPresets],
    ['audioPresets', audioPresets],
  ]
  checkClashes(families, findings)
  return { videoPresets, audioPresets }
}

function videoFamily(command: Surroundings['command'], stable: boolean): Parameters<typeof resolveFamily<VideoPreset>>[1] {
  return {
    option: 'videoPresets',
    root: 'film',
    start: () => defaultVideoPreset(command, stable),
    builtIn: builtInVideoPresets,
    fields: Object.keys(videoFields),
    apply: (base, given, complain) => applyMediaFields(base, videoFields, withoutTwice(given, complain), complain),
  }
}

function audioFamily(stable: boolean): Parameters<typeof resolveFamily<AudioPreset>>[1] {
  return {
    option: 'audioPresets',
    root: 'sound',
    start: () => defaultAudioPreset(stable),
    builtIn: builtInAudioPresets,
    fields: Object.keys(audioFields),
    apply: (base, given, complain) => applyMediaFields(base, audioFields, given, complain),
  }
}

function withoutTwice(given: ReadonlyMap<string, unknown>, complain: ComplainOf): ReadonlyMap<string, unknown> {
  if (given.has('heights') && given.has('rungs'))
    complain('heights', 'nothing beside "rungs", which says the heights already,', given.get('heights'))
  return given
}

/** What no field can say alone. */
function checkVideo(name: string, preset: VideoPreset, presets: Named<ImagePreset>, findings: Findings): void {
  const at = join('videoPresets', name)
  const { stream, mp4, hdr, codecs, rungs, poster } = preset
  checkKnown('preset', poster?.preset, presets, join(at, 'poster'), findings)
  if (stream === false && !mp4) findings.invalid(join(at, 'mp4'), 'true where "stream" is false, or nothing would be left,', mp4)
  const used = [...codecs, ...rungs.flatMap(({ codec }) => codec ?? [])]
  if (hdr === 'keep' && used.includes('h264'))
    findings.invalid(join(at, 'codecs'), '"hevc", "av1" or "vp9" alone beside hdr: "keep", since H.264 holds no HDR,', used)
}

/** `?preset=NAME` has to say which family is meant; file systems see no case. */
function checkClashes(families: readonly [option: string, presets: Named<unknown>][], findings: Findings): void {
  const owners = new Map<string, string>()
  for (const [option, presets] of families) {
    for (const name of Object.keys(presets)) {
      const owner = owners.get(name.toLowerCase())
      if (owner !== undefined && owner !== option) findings.add(errorOf('preset-name-taken', { name, option, owner }))
      else owners.set(name.toLowerCase(), option)
    }
  }
}
