import { renditions } from './vite/index.js'

export { renditions }
export { defineRenditions } from './config/define.js'
export type {
  BuiltInPreset,
  ImagePresetOptions,
  LimitsOptions,
  Options,
  PagesOptions,
  ProfileOptions,
  Host,
  SetRuleOptions,
  TextName,
  ViewerName,
  ViewerPresetOptions,
} from './config/options.js'
export { RenditionsError } from './errors.js'
export type { PlaceholderData, Problem, RenditionData } from './types.js'
export default renditions
