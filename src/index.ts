import { renditions } from './vite/index.js'

export { renditions }
export { defineRenditions } from './config/define.js'
export type {
  AudioPresetOptions,
  BuiltInAudioPreset,
  BuiltInPreset,
  BuiltInVideoPreset,
  ImagePresetOptions,
  LimitsOptions,
  Options,
  PagesOptions,
  ProfileOptions,
  Host,
  SetRuleOptions,
  TextName,
  RungOptions,
  VideoPresetOptions,
  ViewerName,
  ViewerPresetOptions,
} from './config/options.js'
export { RenditionsError } from './errors.js'
export type { FilmData, PlaceholderData, Problem, RenditionData, SoundData } from './types.js'
export default renditions
