import type { Options } from './options.js'

/**
 * Gives options their types where they stand alone: the names of `presets` are checked in `profiles`, `defaultPreset`
 * and `extends`. Returns its argument as it is; `resolveConfig` validates it.
 */
export function defineRenditions<const P extends string = never>(options: Options<P>): Options<P> {
  return options
}
